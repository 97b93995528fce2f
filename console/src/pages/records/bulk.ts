import { client } from '../../api/client.js';
import { problemOf } from '../../api/problem.js';
import type { Fields } from '../../fields/index.js';
import { ask } from '../../ui/index.js';
import type { Schemas } from '../../../../src/client/index.js';
import type { RecordFilters, RecordRow } from './use-record-rows.js';

export type BulkDeed =
  { readonly action: 'complete' | 'delete' } | { readonly action: 'change'; readonly fields: Fields };
export type BulkResult = Schemas['BulkResult'];

export interface BulkOutcome {
  readonly counts: Schemas['BulkAnswer']['counts'];
  /** Refused ones, up to a hundred. */
  readonly refused: readonly BulkResult[];
}

export type Report = (done: number, of: number) => void;

const mostAtOnce = 1_000;
const mostShown = 100;
export const nothingDone: BulkOutcome = { counts: { accepted: 0, refused: 0, unchanged: 0 }, refused: [] };

const added = (
  before: BulkOutcome,
  { counts, data }: Pick<Schemas['BulkAnswer'], 'counts' | 'data'>,
): BulkOutcome => ({
  counts: {
    accepted: before.counts.accepted + counts.accepted,
    refused: before.counts.refused + counts.refused,
    unchanged: before.counts.unchanged + counts.unchanged,
  },
  refused: [...before.refused, ...data.filter(({ problem }) => problem !== null)].slice(0, mostShown),
});

const itemOf = (deed: BulkDeed, { id, revision }: RecordRow): Schemas['BulkItem'] =>
  deed.action === 'change'
    ? { action: 'change', id, revision, fields: { ...deed.fields } }
    : { action: deed.action, id, revision };

/** Deleting most of a sync is refused until somebody says how many. */
const confirmed = async <T>(send: (confirm?: number) => Promise<T>, deletions: number): Promise<T | null> => {
  try {
    return await send();
  } catch (error) {
    const { code, message, document } = problemOf(error);
    if (code !== 'bulk_delete_unconfirmed') throw error;
    const asked: unknown = document !== null && 'confirm' in document ? document.confirm : undefined;
    const needed = typeof asked === 'number' ? asked : deletions;
    const isSure = await ask({
      title: 'So many?',
      text: message,
      yes: `Delete ${needed}`,
      isDangerous: true,
    });
    return isSure ? send(needed) : null;
  }
};

export const doSelected = async (
  organizationId: string,
  deed: BulkDeed,
  rows: readonly RecordRow[],
  report: Report,
): Promise<BulkOutcome> => {
  let outcome = nothingDone;
  for (let from = 0; from < rows.length; from += mostAtOnce) {
    const items = rows.slice(from, from + mostAtOnce).map(row => itemOf(deed, row));
    const send = async (confirm?: number) =>
      client.POST('/v1/organizations/{organizationId}/records/bulk', {
        params: { path: { organizationId } },
        body: { items, ...(confirm === undefined ? {} : { confirm }) },
      });
    const answer = await confirmed(send, items.length);
    if (answer?.data === undefined) return outcome;
    outcome = added(outcome, answer.data);
    report(from + items.length, rows.length);
  }
  return outcome;
};

export const matchingFilter = ({ model, syncId, state }: RecordFilters): Schemas['BulkFilter'] => ({
  ...(model === undefined ? {} : { model }),
  ...(syncId === undefined ? {} : { syncId }),
  ...(state === undefined ? {} : { state }),
});

const matching = async (organizationId: string, body: Schemas['BulkMatchingRequestInput']) => {
  const { data } = await client.POST('/v1/organizations/{organizationId}/records/bulk/matching', {
    params: { path: { organizationId } },
    body,
  });
  if (data === undefined) throw new Error('The hub answered nothing.');
  return data;
};

export const countMatching = (organizationId: string, deed: BulkDeed, filters: RecordFilters) =>
  matching(organizationId, { filter: matchingFilter(filters), ...deedOf(deed), dryRun: true });

const deedOf = (deed: BulkDeed) =>
  deed.action === 'change' ? { action: deed.action, fields: { ...deed.fields } } : { action: deed.action };

export interface MatchingWork {
  readonly deed: BulkDeed;
  readonly filters: RecordFilters;
  readonly confirm: number | null;
  readonly total: number;
}

/** A call does a thousand; goes on until all are done. */
export const doMatching = async (
  organizationId: string,
  { deed, filters, confirm, total }: MatchingWork,
  report: Report,
): Promise<BulkOutcome> => {
  let outcome = nothingDone;
  let cursor: string | null = null;
  let done = 0;
  do {
    const answer: Schemas['BulkMatchingAnswer'] = await matching(organizationId, {
      filter: matchingFilter(filters),
      ...deedOf(deed),
      ...(confirm === null ? {} : { confirm }),
      ...(cursor === null ? {} : { cursor }),
    });
    outcome = added(outcome, answer);
    done += answer.data.length;
    report(done, total);
    cursor = answer.nextCursor;
  } while (cursor !== null);
  return outcome;
};
