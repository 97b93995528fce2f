import { Delivery, DeliveryAttempt } from './deliveries/delivery.entity.js';
import { Endpoint, EndpointSecret } from './endpoints/endpoint.entity.js';
import { Event } from './events/event.entity.js';
import { PortalSession } from './portal/portal-session.entity.js';
import { EndpointReplay } from './replays/replay.entity.js';

export { webhookEventTypes } from './webhooks.event-types.js';
export { WebhooksModule } from './webhooks.module.js';
export type { WebhooksOptions } from './webhooks.options.js';

/** For DatabaseModule.forRoot({ entities }). */
export const webhookEntities = [
  Event,
  Endpoint,
  EndpointSecret,
  EndpointReplay,
  Delivery,
  DeliveryAttempt,
  PortalSession,
];
