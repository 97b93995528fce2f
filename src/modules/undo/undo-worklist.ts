import type { EntityManager } from '@mikro-orm/postgresql';
import { currentOrganization } from '#kernel';
import type { Undo } from './undo.entity.js';

/**
 * Writes down every record that the subject touched, in one statement: what it created, changed or deleted in the hub,
 * and what it wrote at the provider. From then on progress is a matter of counting, and a process may die at any time.
 */
export const fillWorklist = async (
  em: EntityManager,
  { id, syncId, runId, ofUndoId }: Undo,
): Promise<void> => {
  const organizationId = currentOrganization();
  if (runId) await em.execute(runSql, [organizationId, id, syncId, runId, runId, runId]);
  else await em.execute(undoSql, [organizationId, id, ofUndoId]);
};

const runSql = `
  insert into undo_item (id, organization_id, undo_id, record_id, status)
  select uuidv7(), ?::uuid, ?::uuid, touched.record_id, 'pending'
  from (
    select id as record_id from record where sync_id = ?::uuid and created_run_id = ?::uuid
    union select record_id from record_version where run_id = ?::uuid
    union select record_id from record_push where run_id = ?::uuid and outcome = 'applied') touched`;

const undoSql = `
  insert into undo_item (id, organization_id, undo_id, record_id, status)
  select uuidv7(), ?::uuid, ?::uuid, record_id, 'pending' from undo_item
  where undo_id = ?::uuid and status in ('undone', 'partly')`;
