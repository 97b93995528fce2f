import { type Actor, runInContext, SystemClock } from '#kernel';
import type { AuditEntry } from '../audit.service.js';
import { Audit } from '../audit.service.js';
import { auditEntities } from '../audit-event.entity.js';
import { AuditExports } from '../audit-export.service.js';
import { AuditEvents } from '../audit-events.service.js';
import { AuditExportQuery, AuditQuery } from '../audit.dto.js';
import { linesOf, verifyChain } from '../chain/index.js';
import { startOwnDatabase } from './own-database.js';

export const actor: Actor = { kind: 'member', id: 'member-1' };
export const entry = (action = 'sync.created', id = 's1'): AuditEntry => ({
  action,
  target: { type: 'sync', id },
});

/** The audit services on a PostgreSQL of their own, and the way a request would use them. */
export const startAudit = async () => {
  const database = await startOwnDatabase(auditEntities);
  const audit = new Audit(database.em, new SystemClock());
  const events = new AuditEvents(database.em);
  const exports = new AuditExports(database.em, audit);

  const request = <T>(organizationId: string, work: () => Promise<T>): Promise<T> =>
    runInContext({ requestId: 'r1', actor, organizationId, address: '192.0.2.7', userAgent: 'Firefox' }, () =>
      database.scope.run(organizationId, actor, work),
    );
  const inTransaction = <T>(organizationId: string, work: () => Promise<T>): Promise<T> =>
    request(organizationId, () => database.em.transactional(work));
  const record = (organizationId: string, ...entries: AuditEntry[]) =>
    inTransaction(organizationId, async () => {
      for (const one of entries) await audit.record(one);
    });
  const exportText = (organizationId: string, query: object = {}) =>
    request(organizationId, async () => {
      const chunks: string[] = [];
      const lines = await exports.export(organizationId, AuditExportQuery.parse(query));
      for await (const chunk of lines) chunks.push(chunk);
      return chunks.join('');
    });
  const verify = async (organizationId: string, query: object = { personal: 'true' }) =>
    verifyChain(linesOf(chunksOf(await exportText(organizationId, query))));
  const list = (organizationId: string, query: object = {}) =>
    request(organizationId, () => events.list(AuditQuery.parse(query)));

  return { database, audit, events, request, inTransaction, record, exportText, verify, list };
};

async function* chunksOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
