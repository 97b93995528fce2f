import type pg from 'pg';
import {
  type ExportedEvent,
  formatEnd,
  formatEvent,
  formatStart,
  genesis,
  type Verification,
  verifyChain,
} from '#audit/chain';

export interface ChainResult {
  readonly organizationId: string;
  readonly events: number;
  readonly isIntact: boolean;
  readonly problem: string | null;
}

interface HeadRow {
  readonly organization_id: string;
  readonly sequence: string;
  readonly hash: string;
}

/** Verifies every organization's audit chain as it stands in a database, up to the head that the database names. */
export const verifyChains = async (client: pg.Client): Promise<ChainResult[]> => {
  const heads = await client.query<HeadRow>(
    'select organization_id, sequence, hash from audit_head order by 1',
  );
  const results: ChainResult[] = [];
  for (const head of heads.rows) results.push(await verifyOne(client, head));
  return results;
};

const verifyOne = async (client: pg.Client, row: HeadRow): Promise<ChainResult> => {
  const head = { sequence: Number(row.sequence), hash: row.hash };
  const lines = exported(client, row.organization_id);
  const done = await verifyChain(lines, head.sequence === 0 ? {} : { head });
  return {
    organizationId: row.organization_id,
    events: done.events,
    isIntact: done.isIntact,
    problem: wordsFor(done),
  };
};

const wordsFor = ({ problem }: Verification): string | null =>
  problem && `event ${problem.sequence ?? '?'}: ${problem.kind}. ${problem.detail}`;

const pageSize = 1000;

interface EventRow extends Omit<ExportedEvent, 'occurredAt' | 'sequence'> {
  readonly occurredAt: Date;
  readonly sequence: string;
}

/** The lines of an export, made from the rows. */
async function* exported(client: pg.Client, organizationId: string): AsyncGenerator<string> {
  yield formatStart(organizationId, genesis);
  let last = genesis;
  let count = 0;
  for (let page = await pageAfter(client, organizationId, 0); page.length > 0;) {
    for (const row of page) {
      const event = { ...row, sequence: Number(row.sequence), occurredAt: row.occurredAt.toISOString() };
      yield formatEvent(event);
      last = { sequence: event.sequence, hash: event.hash };
      count += 1;
    }
    page = await pageAfter(client, organizationId, last.sequence);
  }
  yield formatEnd(count, last);
}

const pageAfter = async (client: pg.Client, organizationId: string, after: number): Promise<EventRow[]> => {
  const { rows } = await client.query<EventRow>(
    `select id, organization_id as "organizationId", sequence, occurred_at as "occurredAt", action, outcome, actor, target,
       details, request_id as "requestId", personal, personal_salt as "personalSalt",
       personal_digest as "personalDigest", previous_hash as "previousHash", hash
     from audit_event where organization_id = $1 and sequence > $2 order by sequence limit ${pageSize}`,
    [organizationId, after],
  );
  return rows;
};
