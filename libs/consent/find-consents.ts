import type { FilterQuery } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Page } from '#kernel';
import { idAfter, pageOf } from '#tenancy';
import { ConsentRecord } from './consent-record.entity.js';
import type { ConsentState } from './consent-state.js';
import { type ConsentQuery, type ConsentView, toView } from './consent.dto.js';

/** Newest first: ids are UUIDv7, so their order is the order of time. */
export const findConsents = async (
  em: EntityManager,
  { cursor, limit, state, ...exact }: ConsentQuery,
  now: Date,
): Promise<Page<ConsentView>> => {
  const after = idAfter({ cursor, limit });
  const conditions: FilterQuery<ConsentRecord>[] = [
    Object.fromEntries(Object.entries(exact).filter(([, value]) => value !== undefined)),
    state === undefined ? {} : whereState(state, now),
    after === null ? {} : { id: { $lt: after } },
  ];
  const options = { orderBy: { id: 'desc' as const }, limit: limit + 1, disableIdentityMap: true };
  const found = await em.find(ConsentRecord, { $and: conditions }, options);
  return pageOf(found, limit, record => toView(record, now));
};

const whereState = (state: ConsentState, now: Date): FilterQuery<ConsentRecord> => {
  if (state === 'expired') return { state: 'given', expiresAt: { $lte: now } };
  if (state === 'given') return { state, $or: [{ expiresAt: null }, { expiresAt: { $gt: now } }] };
  return { state };
};
