import { Global, Module } from '@nestjs/common';
import { ConsentGate } from './consent-gate.js';
import { ConsentsController } from './consents.controller.js';
import { Consents } from './consents.service.js';

/** Global, so that whatever touches somebody's data can ask the gate. Needs AuditModule, Clock and EventEmitterModule. */
@Global()
@Module({
  controllers: [ConsentsController],
  providers: [Consents, ConsentGate],
  exports: [Consents, ConsentGate],
})
export class ConsentModule {}
