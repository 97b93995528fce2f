import { Global, Module } from '@nestjs/common';
import { QuotaDesk } from './quota-desk.service.js';
import { QuotasController } from './quotas.controller.js';
import { Quotas } from './quotas.service.js';

/** Whatever makes something that is limited asks. */
@Global()
@Module({ controllers: [QuotasController], providers: [QuotaDesk, Quotas], exports: [Quotas] })
export class QuotasModule {}
