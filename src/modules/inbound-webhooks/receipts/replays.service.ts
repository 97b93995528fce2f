import { LockMode } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import { Connections } from '#connections';
import { OrganizationScope } from '#database';
import { Jobs, laneOf, parseLane, Task, type TaskHandler, type TaskOutcome } from '#jobs';
import { Clock, currentOrganization, newId, notFound } from '#kernel';
import { processTask } from '../processing/lane.js';
import { ReceiptReplay } from '../receipt-replay.entity.js';
import type { ReplayReceipts } from './receipts.dto.js';

const replayTask = 'webhooks.replay';
const sliceSize = 500;

/** Hands ranges of receipts to processing again, a bounded slice at a time; each slice is committed with how far it is. */
@Task(replayTask)
@Injectable()
export class Replays implements TaskHandler {
  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly connections: Connections,
    private readonly jobs: Jobs,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async start({ from, to, status, connectionId }: ReplayReceipts): Promise<ReceiptReplay> {
    if (connectionId) await this.connections.get(connectionId);
    const now = this.clock.now();
    const replay = await this.em.transactional(async em => {
      const made = em.create(ReceiptReplay, {
        id: newId(),
        organizationId: currentOrganization(),
        receivedFrom: new Date(from),
        // What is received from now on is processed anyway.
        receivedTo: new Date(Math.min(Date.parse(to), now.getTime())),
        status: status ?? null,
        connectionId: connectionId ?? null,
        replayed: 0,
        createdAt: now,
      });
      await em.flush();
      await this.audit.record({
        action: 'receipts.replay_requested',
        target: { type: 'receipt_replay', id: made.id },
        details: { from, to, ...(status ? { status } : {}), ...(connectionId ? { connectionId } : {}) },
      });
      return made;
    });
    await this.jobs.wake(replayTask, laneOf(currentOrganization(), replay.id));
    return replay;
  }

  async get(id: string): Promise<ReceiptReplay> {
    const replay = await this.em.findOne(ReceiptReplay, { id }, { refresh: true });
    if (!replay) throw notFound('replay');
    return replay;
  }

  async due(): Promise<string[]> {
    const rows = await this.scope.acrossOrganizations('replays that are not finished', em =>
      em.execute<{ id: string; organization_id: string }[]>(
        'select id, organization_id from receipt_replay where finished_at is null limit 1000',
      ),
    );
    return rows.map(row => laneOf(row.organization_id, row.id));
  }

  run(lane: string): Promise<TaskOutcome> {
    const { organizationId, id } = parseLane(lane);
    const actor = { kind: 'system', id: replayTask } as const;
    return this.scope.run(organizationId, actor, () => this.slice(id));
  }

  private async slice(id: string): Promise<TaskOutcome> {
    const connectionIds = await this.em.transactional(async em => {
      const replay = await em.findOne(
        ReceiptReplay,
        { id, finishedAt: null },
        { refresh: true, lockMode: LockMode.PESSIMISTIC_WRITE },
      );
      if (!replay) return null;
      const rows = await em.execute<{ id: string; connection_id: string }[]>(sliceSql, paramsOf(replay));
      replay.replayed += rows.length;
      replay.afterId =
        rows
          .map(row => row.id)
          .sort()
          .at(-1) ??
        replay.afterId ??
        null;
      if (rows.length < sliceSize) replay.finishedAt = this.clock.now();
      return [...new Set(rows.map(row => row.connection_id))];
    });
    if (connectionIds === null) return 'done';
    const lanes = connectionIds.map(connectionId => laneOf(currentOrganization(), connectionId));
    if (lanes.length > 0) await this.jobs.wakeAll(processTask, lanes);
    return 'more';
  }
}

const paramsOf = ({ receivedFrom, receivedTo, afterId, status, connectionId }: ReceiptReplay) => [
  receivedFrom,
  receivedTo,
  afterId ?? null,
  status ?? null,
  connectionId ?? null,
  sliceSize,
];

/** Those without a payload have nothing to be processed from; those that wait are processed anyway. */
const sliceSql = `
  with wish as (
    select ?::timestamptz as low, ?::timestamptz as high, ?::uuid as after_id, ?::text as status, ?::uuid as connection_id
  ), slice as (
    select r.id from receipt r, wish w
    where r.received_at >= w.low and r.received_at < w.high
      and (w.after_id is null or r.id > w.after_id)
      and (w.status is null or r.status = w.status)
      and (w.connection_id is null or r.connection_id = w.connection_id)
      and r.status in ('processed', 'ignored', 'dead') and r.body is not null and r.connection_id is not null
    order by r.id limit ? for update of r
  )
  update receipt set status = 'stored', attempts = 0, due_at = null, error = null, processed_at = null,
    replays = replays + 1
  from slice where receipt.id = slice.id returning receipt.id, receipt.connection_id`;
