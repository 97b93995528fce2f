import {
  createLocally,
  type Decision,
  type DecisionContext,
  deleteLocally,
  differingFields,
  editLocally,
  type Mutation,
  type SyncRecord,
} from '#records';
import type { Fields } from '#unified-models';
import { projected } from './common-model.js';
import type { MirrorRules } from './sides.js';

/** How the records of one side decide, and with what. */
export interface SideContext {
  readonly decisions: DecisionContext;
  readonly at: Date;
  newId(): string;
}

/** A record with what the mirror brings, as it may be kept. */
const fitted = ({ common, model }: MirrorRules, before: Fields, wanted: Fields): Fields | null => {
  const fields = common.fit?.(before, { ...before, ...wanted }) ?? { ...before, ...wanted };
  const parsed = model.schema.safeParse(fields);
  return parsed.success && !model.check?.(parsed.data) ? fields : null;
};

/** Only what differs is written; null when no valid record comes of it. */
export const fieldsWith = (rules: MirrorRules, record: SyncRecord, wanted: Fields): Fields | null => {
  const { model, common, fields: names } = rules;
  const has = projected(common, names, record.fields);
  const changed = differingFields(model, has, wanted).filter(name => name in wanted);
  if (changed.length === 0) return record.fields;
  return fitted(rules, record.fields, Object.fromEntries(changed.map(name => [name, wanted[name]])));
};

const mutationOf = (before: SyncRecord, { after, superseded }: Decision): Mutation[] =>
  after === null ? [] : [{ before, after, cause: 'mirrored', superseded }];

/** By the same path as a person’s edit: the sync takes it to the provider. */
export const edit = ({ decisions, at }: SideContext, record: SyncRecord, fields: Fields): Mutation[] =>
  mutationOf(record, editLocally(decisions, record, fields, at));

export const remove = ({ decisions, at }: SideContext, record: SyncRecord): Mutation[] =>
  mutationOf(record, deleteLocally(decisions, record, at));

export const create = (rules: MirrorRules, { at, newId }: SideContext, wanted: Fields): Mutation | null => {
  const fields = fitted(rules, rules.model.defaults, wanted);
  if (fields === null) return null;
  return { before: null, after: createLocally(newId(), fields, at), cause: 'create', superseded: [] };
};
