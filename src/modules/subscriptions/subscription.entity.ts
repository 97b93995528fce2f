import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';

/*
 * What we asked a vendor to push. A row is one subscription at the vendor; a container that is being renewed by
 * replacement has two for a while.
 *
 *   pending ── subscribe ──► active ── renew at half of its life ──► active
 *      │ (fails: again later)   │ ├ cannot be renewed: a pending one beside it; when that is active, this is removing
 *      │                        │ └ lapsed (ended, or the vendor said so): forgotten, made anew, syncs catch up
 *      ├── the vendor tells nothing of this container ──► unavailable, until nobody wants it
 *      └── nobody wants it ─────┴──► removing ── unsubscribe ──► (no row)
 *
 * Deliveries are taken in every state: whoever knows address and secret is the vendor.
 */
export type SubscriptionStatus = 'pending' | 'active' | 'removing' | 'unavailable';

const SubscriptionSchema = defineEntity({
  name: 'Subscription',
  tableName: 'subscription',
  properties: {
    ...organizationScoped,
    connectionId: p.uuid(),
    provider: p.string(),
    model: p.string(),
    containerId: p.string(),
    status: p.string().$type<SubscriptionStatus>(),
    /** The last part of the address: 32 random bytes. */
    token: p.string(),
    /** Sealed; the vendor signs with it or sends it back. */
    secret: p.blob(),
    remoteId: p.string().nullable(),
    resourceId: p.string().nullable(),
    expiresAt: p.datetime().nullable(),
    /** When to renew; `null`: it does not end. */
    renewAt: p.datetime().nullable(),
    attempts: p.integer(),
    /** Not before this is the vendor asked again. */
    nextAttemptAt: p.datetime().nullable(),
    lastError: p.string().nullable(),
    createdAt: p.datetime(),
    updatedAt: p.datetime(),
  },
});

export class Subscription extends SubscriptionSchema.class {}
SubscriptionSchema.setClass(Subscription);

export const secretPlace = (id: string) => ({
  table: 'subscription',
  rowId: id,
  field: 'secret',
  version: 1,
});
