export { auditEntities, AuditEvent } from './audit-event.entity.js';
export { AuditModule } from './audit.module.js';
export { Audit, type AuditEntry } from './audit.service.js';
export {
  type ChainHead,
  formatHead,
  linesOf,
  parseHead,
  type Problem,
  type ProblemKind,
  verifyChain,
  type Verification,
  type VerifyOptions,
} from './chain/index.js';
