import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { AttentionItem } from '../overview.dto.js';
import { here, perSort, several, timeOf, type Watch } from './rows.js';

interface RunRow {
  readonly sync_id: string;
  readonly name: string;
  readonly connection_id: string;
  readonly id: string;
  readonly status: 'failed' | 'held' | 'paused';
  readonly held: { readonly deletions: number; readonly total: number; readonly flow: string } | null;
  readonly error_detail: string | null;
  readonly at: Date | string | null;
}

/** The last run of each sync: an index of a sync's runs leads straight to it. */
const lastRunsSql = `
  select s.id as sync_id, s.name, s.connection_id, run.* from sync s cross join lateral (
    select r.id, r.status, r.held, r.error_detail, coalesce(r.finished_at, r.progress_at, r.created_at) as at
    from sync_run r where r.organization_id = s.organization_id and r.sync_id = s.id order by r.id desc limit 1) run
  where s.${here} and run.status in ('failed', 'held', 'paused')
  order by run.status = 'held' desc, run.status = 'failed' desc, run.id desc limit ?`;

/** Runs that wait for somebody, or failed and were not followed by one that worked. */
@Injectable()
export class RunsWatch implements Watch {
  constructor(private readonly em: EntityManager) {}

  async look(): Promise<AttentionItem[]> {
    const rows = await this.em.execute<RunRow[]>(lastRunsSql, [perSort]);
    return rows.map(row => ({
      kind: `run_${row.status}`,
      ...wordsOf(row),
      at: timeOf(row.at),
      syncId: row.sync_id,
      runId: row.id,
      connectionId: row.connection_id,
    }));
  }
}

const wordsOf = (run: RunRow): Pick<AttentionItem, 'level' | 'text' | 'nextStep'> => {
  if (run.status === 'held') return heldWords(run);
  if (run.status === 'paused') {
    const nextStep = 'Resume it to go on where it stopped, or cancel it.';
    return { level: 'notice', text: `A run of “${run.name}” is paused.`, nextStep };
  }
  const text = `The last run of “${run.name}” failed: ${run.error_detail ?? 'no reason is known'}`;
  return { level: 'stopped', text, nextStep: 'Correct what it says, then start a run.' };
};

const heldWords = ({ name, held }: RunRow): Pick<AttentionItem, 'level' | 'text' | 'nextStep'> => {
  const load = held
    ? `${several(held.deletions, 'deletion', 'deletions')} of ${several(held.total, 'record', 'records')}`
    : 'many deletions';
  const where = held?.flow === 'outgoing' ? 'at the provider' : 'in the hub';
  return {
    level: 'stopped',
    text: `A run of “${name}” waits for a decision about ${load} ${where}.`,
    nextStep: 'Look at what would be deleted; approve it if it is meant, reject it if not.',
  };
};
