import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';

/**
 * `pending → delivered | dead | cancelled`. Dead: ten attempts failed, or the endpoint answered 410. Cancelled: the
 * consent that the event stands on was withdrawn. All three end states can be replayed, which begins a new round.
 */
export const deliveryStatuses = ['pending', 'delivered', 'dead', 'cancelled'] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** The attempt of a delivery that arrived at once; attempts of all others have rows of their own. */
export interface FirstAttempt {
  readonly at: string;
  readonly durationMs: number;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly responseStatus: number | null;
  readonly responseHeaders: Readonly<Record<string, string>> | null;
  readonly responseBody: string | null;
}

const DeliverySchema = defineEntity({
  name: 'Delivery',
  tableName: 'delivery',
  properties: {
    ...organizationScoped,
    endpointId: p.uuid(),
    eventId: p.uuid(),
    eventType: p.text(),
    /** The event's place in the feed. */
    position: p.bigint('number'),
    status: p.text().$type<DeliveryStatus>(),
    reason: p.text().nullable(),
    aside: p.boolean(),
    round: p.integer(),
    /** Of this round. */
    attempts: p.integer(),
    nextAttemptAt: p.datetime(),
    responseStatus: p.integer().nullable(),
    createdAt: p.datetime(),
    settledAt: p.datetime().nullable(),
    firstAttempt: p.json<FirstAttempt>().nullable(),
  },
});
export class Delivery extends DeliverySchema.class {}
DeliverySchema.setClass(Delivery);

const DeliveryAttemptSchema = defineEntity({
  name: 'DeliveryAttempt',
  tableName: 'delivery_attempt',
  properties: {
    ...organizationScoped,
    deliveryId: p.uuid(),
    round: p.integer(),
    number: p.integer(),
    attemptedAt: p.datetime(),
    durationMs: p.integer(),
    requestHeaders: p.json<Record<string, string>>(),
    responseStatus: p.integer().nullable(),
    responseHeaders: p.json<Record<string, string>>().nullable(),
    responseBody: p.text().nullable(),
    error: p.text().nullable(),
  },
});
export class DeliveryAttempt extends DeliveryAttemptSchema.class {}
DeliveryAttemptSchema.setClass(DeliveryAttempt);
