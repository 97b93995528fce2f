import { type DynamicModule, Global, Module } from '@nestjs/common';
import { EventTypes } from '#database';
import { AttemptLog } from './deliveries/attempt-log.js';
import { DeadDeliveries } from './deliveries/dead-deliveries.js';
import { DeliveriesController } from './deliveries/deliveries.controller.js';
import { Dispatcher } from './deliveries/dispatcher.js';
import { DueDeliveries } from './deliveries/due-deliveries.js';
import { LaneDesk } from './deliveries/lane-desk.js';
import { LaneLeases } from './deliveries/lane-lease.js';
import { Sender } from './deliveries/sender.js';
import { LaneTargets } from './deliveries/targets-of-lanes.js';
import { WebhookClient } from './deliveries/webhook-client.js';
import { EndpointHealth } from './endpoints/endpoint-health.js';
import { EndpointSecrets } from './endpoints/endpoint-secrets.js';
import { EndpointsController } from './endpoints/endpoints.controller.js';
import { Endpoints } from './endpoints/endpoints.service.js';
import { Targets } from './endpoints/targets.js';
import { EventRetention } from './events/event-retention.js';
import { EventTypesController } from './events/event-types.controller.js';
import { EventsController } from './events/events.controller.js';
import { FanOut } from './events/fan-out.js';
import { FanOutSlice } from './events/fan-out-slice.js';
import { LiveController } from './live/live.controller.js';
import { LiveEvents } from './live/live-events.js';
import { PortalSessionsController } from './portal/portal-sessions.controller.js';
import { PortalSessions } from './portal/portal-sessions.service.js';
import { ReplaySlices } from './replays/replay-slices.js';
import { ReplaysController } from './replays/replays.controller.js';
import { Replays } from './replays/replays.service.js';
import { type WebhooksOptions, webhooksOptions } from './webhooks.options.js';

/** Needs the database, jobs, audit, crypto, consent and tenancy modules and the Clock. */
@Global()
@Module({})
export class WebhooksModule {
  static forRoot(options: WebhooksOptions): DynamicModule {
    return {
      module: WebhooksModule,
      controllers: [
        EndpointsController,
        ReplaysController,
        DeliveriesController,
        EventsController,
        EventTypesController,
        LiveController,
        PortalSessionsController,
      ],
      providers: [
        { provide: webhooksOptions, useValue: options },
        { provide: EventTypes, useValue: new EventTypes(options.eventTypes) },
        ...[Endpoints, EndpointSecrets, EndpointHealth, Targets],
        ...[FanOut, FanOutSlice, EventRetention],
        ...[
          DeadDeliveries,
          Dispatcher,
          LaneDesk,
          LaneLeases,
          LaneTargets,
          DueDeliveries,
          AttemptLog,
          Sender,
          WebhookClient,
        ],
        ...[Replays, ReplaySlices, LiveEvents, PortalSessions],
      ],
      exports: [EventTypes],
    };
  }
}
