import { createFromRemote, type Mutation, revise, type SyncRecord } from '#records';
import { type Fields, task } from '#unified-models';
import {
  type BySide,
  commonModels,
  type LinkPair,
  type MirrorLink,
  type MirrorRules,
  newLink,
  settleLink,
  type Settled,
  type Settling,
  type SideNow,
  type Step,
} from '../decisions/index.js';

const noon = new Date('2026-03-02T12:00:00Z');
export const later = (minutes: number): Date => new Date(noon.getTime() + minutes * 60_000);
export const all = { create: true, update: true, delete: true };
export const nothing = { create: false, update: false, delete: false };
const common = commonModels.task;
if (!common) throw new Error('tasks are mirrored');

export const rulesWith = (more: Partial<MirrorRules> = {}): MirrorRules => ({
  model: task,
  common,
  fields: common.fields,
  policy: 'latest',
  accepts: { a: all, b: all },
  bounces: { most: 3, withinMs: 600_000 },
  ...more,
});

export const recordOf = (id: string, fields: Fields): SyncRecord =>
  createFromRemote(id, {
    ...{ kind: 'upsert', remoteId: `remote-${id}`, version: '1', data: '', modifiedAt: noon },
    fields: { ...task.defaults, ...fields },
  });

const as = (now: SideNow): SideNow => now;
export const still = (record: SyncRecord): SideNow => as({ record, steps: [] });

/** The record after a step of its own side. */
export const after = ({ record, steps }: SideNow, fields: Fields, step: Partial<Step> = {}): SideNow => {
  const { revision, fields: before } = record;
  const changed = revise(task, record, { fields: { ...before, ...fields } });
  const taken = { revision, fields: before, cause: 'apply', byRun: true, at: noon, ...step };
  return { record: changed, steps: [...steps, taken] };
};
export const gone = ({ record, steps }: SideNow): SideNow => ({
  record: revise(task, record, { deleted: true, remote: null, base: null }),
  steps,
});

export const pairOf = (a: SyncRecord, b: SyncRecord, rules = rulesWith()): LinkPair => {
  const pick = (fields: Fields): Fields => Object.fromEntries(rules.fields.map(name => [name, fields[name]]));
  const end = ({ id, fields, revision }: SyncRecord) => ({ recordId: id, base: pick(fields), revision });
  const link = newLink('link', 'a', end(a), 'key');
  return { ...link, due: true, a: end(a), b: end(b) };
};

export const settle = (
  link: MirrorLink,
  now: BySide<SideNow | null>,
  more: Partial<Settling> = {},
): Settled & { readonly told: BySide<Fields | undefined> } => {
  const rules = more.rules ?? rulesWith();
  let ids = 0;
  const side = {
    decisions: { model: task, direction: 'two_way' as const, policyFor: () => 'manual' as const },
    at: noon,
    newId: () => `new-${(ids += 1)}`,
  };
  const settled = settleLink(
    { at: noon, mayDelete: true, contexts: { a: side, b: side }, ...more, rules },
    link,
    now,
  );
  const told = (writes: readonly Mutation[]): Fields | undefined => writes.at(-1)?.after.fields;
  return { ...settled, told: { a: told(settled.writes.a), b: told(settled.writes.b) } };
};

export const [left, right] = [recordOf('a1', { title: 'Plan' }), recordOf('b1', { title: 'Plan' })];
