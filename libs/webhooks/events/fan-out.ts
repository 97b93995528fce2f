import { AsyncLocalStorage } from 'node:async_hooks';
import { type BeforeApplicationShutdown, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { OrganizationScope, Outbox, Signals } from '#database';
import { laneOf, parseLane, Task, type TaskHandler, type TaskOutcome } from '#jobs';
import { dueTopic, feedTopic } from '../deliveries/topics.js';
import { Turns } from '../deliveries/turns.js';
import { FanOutSlice, type Slice, sliceSize } from './fan-out-slice.js';

const organizationsAtOnce = 3;

/**
 * Puts committed events into the feed and makes their deliveries: at once in the process that published them, by the
 * sweeper when that process is gone. Whoever does it, it is done once, because the waiting rows are the work.
 */
@Task('events.fan_out')
@Injectable()
export class FanOut implements TaskHandler, OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger('webhooks');
  /** True: there is more to look at. */
  private readonly running = new Map<string, boolean>();
  private readonly ends = new Set<Promise<void>>();
  private readonly turns = new Turns(organizationsAtOnce);
  // A commit is announced inside of its transaction's context, which is over; this leaves it.
  private readonly outside = AsyncLocalStorage.snapshot();

  constructor(
    private readonly scope: OrganizationScope,
    private readonly outbox: Outbox,
    private readonly signals: Signals,
    private readonly slice: FanOutSlice,
  ) {}

  onModuleInit(): void {
    this.outbox.onCommitted(organizationId => this.soon(organizationId));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.ends);
  }

  async due(): Promise<string[]> {
    const rows = await this.scope.acrossOrganizations('events that nobody has put into a feed', em =>
      em.execute<{ organization_id: string }[]>(
        'select distinct organization_id from event where position is null limit 1000',
      ),
    );
    return rows.map(row => laneOf(row.organization_id, 'events'));
  }

  run(lane: string): Promise<TaskOutcome> {
    this.soon(parseLane(lane).organizationId);
    return Promise.resolve('done');
  }

  private soon(organizationId: string): void {
    if (this.running.has(organizationId)) {
      this.running.set(organizationId, true);
      return;
    }
    this.running.set(organizationId, false);
    const end = this.outside(() => this.work(organizationId)).then(() => {
      this.ends.delete(end);
    });
    this.ends.add(end);
  }

  private async work(organizationId: string): Promise<void> {
    try {
      do {
        this.running.set(organizationId, false);
        const done = await this.turns.run(() => this.once(organizationId));
        this.announce(organizationId, done);
        if (done.events === sliceSize) this.running.set(organizationId, true);
      } while (this.running.get(organizationId));
    } catch (error) {
      this.logger.error(
        'Events are left to the sweeper',
        error instanceof Error ? error.stack : String(error),
      );
    } finally {
      this.running.delete(organizationId);
    }
  }

  private once(organizationId: string): Promise<Slice> {
    const actor = { kind: 'system', id: 'events.fan_out' } as const;
    return this.scope.run(organizationId, actor, () => this.slice.run());
  }

  private announce(organizationId: string, { events, endpointIds }: Slice): void {
    if (events === 0) return;
    this.signals.send(feedTopic, [organizationId]);
    this.signals.send(
      dueTopic,
      [...endpointIds].map(id => laneOf(organizationId, id)),
    );
  }
}
