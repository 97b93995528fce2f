import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';
import type { EventFilter } from './event-filter.js';

export type DisabledReason = 'by_request' | 'gone' | 'failing';

const EndpointSchema = defineEntity({
  name: 'Endpoint',
  tableName: 'endpoint',
  properties: {
    ...organizationScoped,
    url: p.text(),
    description: p.text(),
    eventTypes: p.array(),
    filters: p.json<readonly EventFilter[]>(),
    enabled: p.boolean(),
    disabledReason: p.text().$type<DisabledReason>().nullable(),
    /** Deliveries a second. */
    throttle: p.integer().nullable(),
    /** Deliveries at a time; with 1 each waits for the one before it. */
    concurrency: p.integer(),
    headerNames: p.array(),
    /** Sealed: what customers put into headers are tokens. */
    headers: p.blob().nullable(),
    failingSince: p.datetime().nullable(),
    failures: p.integer(),
    warnedAt: p.datetime().nullable(),
    createdAt: p.datetime(),
    updatedAt: p.datetime(),
  },
});
/** An organization's URL that receives its events. The lease of its lane is in the same row; see `lane-lease.ts`. */
export class Endpoint extends EndpointSchema.class {}
EndpointSchema.setClass(Endpoint);

const EndpointSecretSchema = defineEntity({
  name: 'EndpointSecret',
  tableName: 'endpoint_secret',
  properties: {
    ...organizationScoped,
    endpointId: p.uuid(),
    kind: p.text().$type<'v1' | 'v1a'>(),
    secret: p.blob(),
    publicKey: p.text().nullable(),
    createdAt: p.datetime(),
    /** Set once it was replaced: until then receivers may still check by it. */
    expiresAt: p.datetime().nullable(),
  },
});
export class EndpointSecret extends EndpointSecretSchema.class {}
EndpointSecretSchema.setClass(EndpointSecret);
