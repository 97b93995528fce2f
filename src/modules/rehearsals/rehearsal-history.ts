import type { EntityManager } from '@mikro-orm/postgresql';
import { idAfter, type PageQuery } from '#tenancy';
import { Rehearsal, type RehearsalKind } from './rehearsal.entity.js';

/** Newest first; one more than asked for, to tell whether there are more. */
export const historyOf = (
  em: EntityManager,
  of: { readonly kind: RehearsalKind; readonly syncId: string },
  query: PageQuery,
): Promise<Rehearsal[]> => {
  const before = idAfter(query);
  const where = { ...of, ...(before ? { id: { $lt: before } } : {}) };
  return em.find(Rehearsal, where, { orderBy: { id: 'desc' }, limit: query.limit + 1, refresh: true });
};
