import { HubError } from '#kernel';
import type { Fields, ModelDefinition } from '#unified-models';
import { remoteHalf } from '../decisions/local.js';
import { reconcile } from '../decisions/reconcile.js';
import { annotate, type RecordPatch, type SyncRecord } from '../decisions/record.js';
import { deepEqual } from '../merge/equality.js';
import type { Mutation } from '../mutation.js';
import type { FieldGuard } from './field-guard.js';
import { unmarked } from './version-mark.js';

/** What a withheld field holds: the model's default. */
export const blank = (model: ModelDefinition, fields: Fields, names: readonly string[]): Fields => ({
  ...fields,
  ...Object.fromEntries(names.map(name => [name, model.defaults[name] ?? null])),
});

/** The record as if the provider had never told the fields. A conflict about nothing else closes by itself. */
export const withhold = (
  { decisions, strip }: Pick<FieldGuard, 'decisions' | 'strip'>,
  record: SyncRecord,
  names: readonly string[],
): SyncRecord => {
  const blanked = (fields: Fields): Fields => blank(decisions.model, fields, names);
  const { base, remote, conflict } = record;
  const patch: RecordPatch = {
    fields: blanked(record.fields),
    base: base && blanked(base),
    remote: remote && {
      ...remote,
      version: unmarked(remote.version),
      data: strip(remote.data, names),
    },
    unanswered: record.unanswered.map(blanked),
    conflict: conflict && {
      remote: blanked(conflict.remote),
      fields: conflict.fields.filter(({ field }) => !names.includes(field)),
    },
  };
  const bare = annotate(decisions.model, record, patch);
  const half = bare.conflict?.fields.length === 0 ? remoteHalf(bare) : null;
  return half ? (reconcile(decisions, bare, half).after ?? bare) : bare;
};

export interface Withholding {
  readonly mutations: readonly Mutation[];
  /** For the versions that the mutations replace. */
  readonly kept: (fields: Fields) => Fields;
}

/** The last barrier before anything is kept, whoever writes. */
export const withholding = async (
  mutations: readonly Mutation[],
  guard: FieldGuard | null,
): Promise<Withholding> => {
  const names = ((await guard?.withheld()) ?? []).map(({ field }) => field);
  if (guard === null || names.length === 0) return { mutations, kept: fields => fields };
  return {
    kept: fields => blank(guard.decisions.model, fields, names),
    mutations: mutations.map(mutation => ({
      ...mutation,
      after: withhold(guard, mutation.after, names),
      superseded: mutation.superseded.filter(({ field }) => !names.includes(field)),
    })),
  };
};

/** A person writes a field whose consent is missing: said, rather than dropped in silence. */
export const refuseWithheld = async (
  model: ModelDefinition,
  guard: FieldGuard | null,
  given: Fields,
): Promise<void> => {
  const withheld = (await guard?.withheld()) ?? [];
  const refused = withheld.filter(
    ({ field }) => Object.hasOwn(given, field) && !deepEqual(given[field], model.defaults[field] ?? null),
  );
  const first = refused[0];
  if (!first) return;
  const needs = (purpose: string): string => `needs a given consent for ${purpose}`;
  throw new HubError(
    'guarded_field',
    422,
    `${first.field} ${needs(first.purpose)}, and this sync has none. Name one as its sensitiveConsentId.`,
    {
      fields: refused.map(({ field, purpose }) => ({ path: `fields.${field}`, detail: needs(purpose) })),
      extensions: { purpose: first.purpose },
    },
  );
};
