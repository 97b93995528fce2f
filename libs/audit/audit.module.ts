import { Global, Module } from '@nestjs/common';
import { AuditTrail } from '#tenancy';
import { AuditEvents } from './audit-events.service.js';
import { AuditExports } from './audit-export.service.js';
import { AuditController } from './audit.controller.js';
import { Audit } from './audit.service.js';

/** Global, because every state change anywhere records itself. Needs the kernel's Clock and the database. */
@Global()
@Module({
  controllers: [AuditController],
  providers: [Audit, AuditEvents, AuditExports, { provide: AuditTrail, useExisting: Audit }],
  exports: [Audit, AuditTrail],
})
export class AuditModule {}
