import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import { OrganizationScope } from '#database';
import { DeadRows, type DeadWork, Jobs, laneOf } from '#jobs';
import { currentOrganization } from '#kernel';
import { processTask } from '../processing/lane.js';

/** Those of a connection: without one nothing is ever processed. */
const sql = `
  select id, organization_id, connection_id as subject, error, attempts, coalesce(processed_at, received_at) as died_at
  from receipt where status = 'dead' and connection_id is not null`;

/** Receipts that were given up, for operators. */
@Injectable()
export class DeadReceipts {
  readonly work: DeadWork;

  constructor(
    scope: OrganizationScope,
    private readonly em: EntityManager,
    private readonly jobs: Jobs,
    private readonly audit: Audit,
  ) {
    this.work = new DeadRows(scope, { task: processTask, sql }, ids => this.again(ids));
  }

  /** One whose payload is past its retention stays dead. */
  private async again(ids: readonly string[]): Promise<number> {
    const rows = await this.em.transactional(async em => {
      const stored = await em.execute<{ id: string; connection_id: string }[]>(againSql, [
        `{${ids.join(',')}}`,
      ]);
      for (const { id } of stored)
        await this.audit.record({ action: 'receipt.replayed', target: { type: 'receipt', id } });
      return stored;
    });
    const lanes = rows.map(row => laneOf(currentOrganization(), row.connection_id));
    if (lanes.length > 0) await this.jobs.wakeAll(processTask, lanes);
    return rows.length;
  }
}

const againSql = `
  update receipt set status = 'stored', attempts = 0, due_at = null, error = null, processed_at = null,
    replays = replays + 1
  where id = any (?::uuid[]) and status = 'dead' and body is not null returning id, connection_id`;
