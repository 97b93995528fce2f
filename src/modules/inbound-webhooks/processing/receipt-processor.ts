import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { Connection, type ConnectionEvent, connectionEvents, providerOfLane } from '#connections';
import { OrganizationScope } from '#database';
import {
  type DeadWork,
  Jobs,
  laneOf,
  parseLane,
  Task,
  type TaskContext,
  type TaskHandler,
  type TaskOutcome,
} from '#jobs';
import { Clock, currentOrganization } from '#kernel';
import { Receipt } from '../receipt.entity.js';
import { DeadReceipts } from '../receipts/dead-receipts.js';
import { choose } from './choose.js';
import { processTask } from './lane.js';
import { ReceiptSlice } from './receipt-slice.js';

const sliceSize = 100;

/**
 * Processes the receipts of one connection in order, a slice at a time. A connection that needs reauthorization keeps
 * storing; when it is repaired its lane is woken and drains.
 */
@Task(processTask)
@Injectable()
export class ReceiptProcessor implements TaskHandler {
  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly slice: ReceiptSlice,
    private readonly jobs: Jobs,
    private readonly deadReceipts: DeadReceipts,
    private readonly clock: Clock,
  ) {}

  get dead(): DeadWork {
    return this.deadReceipts.work;
  }

  async due(): Promise<string[]> {
    const rows = await this.scope.acrossOrganizations('receipts that wait', em =>
      em.execute<{ organization_id: string; connection_id: string }[]>(
        `select distinct r.organization_id, r.connection_id from receipt r join connection c on c.id = r.connection_id
         where r.status = 'stored' and (r.due_at is null or r.due_at <= ?) and c.status <> 'needs_reauth'
         limit 1000`,
        [this.clock.now()],
      ),
    );
    return rows.map(row => laneOf(row.organization_id, row.connection_id));
  }

  providerOf(lane: string): Promise<string | null> {
    return providerOfLane(this.scope, lane);
  }

  run(lane: string, { signal }: TaskContext): Promise<TaskOutcome> {
    const { organizationId, id } = parseLane(lane);
    const actor = { kind: 'system', id: processTask } as const;
    return this.scope.run(organizationId, actor, () => this.next(id, signal));
  }

  @OnEvent(connectionEvents.connected)
  async onConnected({ connectionId }: ConnectionEvent): Promise<void> {
    await this.jobs.wake(processTask, laneOf(currentOrganization(), connectionId));
  }

  private async next(connectionId: string, signal: AbortSignal): Promise<TaskOutcome> {
    const { connection, waiting } = await this.em.transactional(em => look(em, connectionId));
    if (!connection || connection.status === 'needs_reauth') return 'done';
    if (connection.status === 'disconnected') return this.leave(connectionId);
    const { ids, againInMs } = choose(waiting, this.clock.now());
    if (ids.length === 0) return againInMs === null ? 'done' : { againInMs };
    if (signal.aborted) return 'more';
    const next = ids.slice(0, sliceSize);
    const isSettled = await this.slice.settle(connection, next);
    // What came meanwhile has woken this lane again: another look now would find a few, one later finds many.
    return isSettled && next.length === waiting.length ? 'done' : 'more';
  }

  /** Nobody's any more. */
  private async leave(connectionId: string): Promise<TaskOutcome> {
    const settled = { status: 'ignored' as const, error: 'disconnected', processedAt: this.clock.now() };
    await this.em.nativeUpdate(Receipt, { connectionId, status: 'stored' }, settled);
    return 'done';
  }
}

/** Some may have to wait, so more are looked at than are taken. */
const look = async (em: EntityManager, connectionId: string) => {
  const connection = await em.findOne(Connection, { id: connectionId });
  const rows = await em.execute<{ id: string; attempts: number; due_at: Date | string | null }[]>(
    `select id, attempts, due_at from receipt
     where organization_id = ? and connection_id = ? and status = 'stored' order by id limit ?`,
    [currentOrganization(), connectionId, sliceSize * 2],
  );
  return {
    connection,
    waiting: rows.map(({ due_at: dueAt, ...row }) => ({
      ...row,
      dueAt: dueAt === null ? null : new Date(dueAt),
    })),
  };
};
