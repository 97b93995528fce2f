import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '#kernel';
import { EndpointHealth } from '../endpoints/endpoint-health.js';
import { Endpoints } from '../endpoints/endpoints.service.js';
import { AttemptLog } from './attempt-log.js';
import { DueDeliveries } from './due-deliveries.js';
import { LaneLeases } from './lane-lease.js';
import { Sender } from './sender.js';
import type { Slots } from './slots.js';
import { LaneTargets } from './targets-of-lanes.js';
import { Turns } from './turns.js';

/** Statements at a time, so that the API keeps connections however many lanes there are. */
const statements = 5;

/** What all lanes of this process share. */
@Injectable()
export class LaneDesk {
  private readonly turns = new Turns(statements);
  private readonly logger = new Logger('webhooks');

  constructor(
    readonly leases: LaneLeases,
    readonly due: DueDeliveries,
    readonly targets: LaneTargets,
    readonly sender: Sender,
    readonly log: AttemptLog,
    readonly health: EndpointHealth,
    readonly endpoints: Endpoints,
    readonly clock: Clock,
  ) {}

  get slots(): Slots {
    return this.sender.slots;
  }

  query<T>(work: () => Promise<T>): Promise<T> {
    return this.turns.run(work);
  }

  failed(error: unknown): void {
    this.logger.warn(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}
