import { ProviderError } from '#kernel';
import type { PushResult, RemoteUpsert, UpsertChange } from '#provider-sdk';
import { differingFields, type RemoteEnvelope, unwrapRemote, wrapRemote } from '#records';
import type { Fields, ModelDefinition } from '#unified-models';
import { type Expression, limits, OutOfTime, within } from '../expression/index.js';
import { heldBack, mapIn, type Mapped, type Mapping, mapOut, remoteValue } from '../mapping.js';
import { matches } from '../filter.js';

/** How one sync sees its provider: which objects, and with which fields. */
export interface View {
  readonly model: ModelDefinition;
  readonly mapping: Mapping | null;
  readonly filter: Expression | null;
}

export interface Viewed {
  readonly upsert: RemoteUpsert;
  readonly warnings: number;
}

const isPlain = ({ mapping, filter }: View): boolean => mapping === null && filter === null;

/** An object as the hub keeps it. `envelope` holds the adapter's fields. */
export const viewObject = (
  { mapping, filter }: View,
  { data, fields }: { readonly data: string; readonly fields: Fields },
) => {
  const remote = remoteValue(data, limits.payload);
  const inside = matches(filter, { fields, remote });
  const { fields: mapped, problems }: Mapped =
    mapping === null ? { fields, problems: [] } : mapIn(mapping, { fields, remote });
  return {
    fields: mapped,
    data: mapping === null ? data : wrapRemote({ data, fields }),
    inside: inside.answer,
    problems: [...problems, ...inside.problems],
  };
};

const unlessLate = <T>(ms: number, work: () => T, late: () => T): T => {
  try {
    return within(ms, work);
  } catch (error) {
    if (error instanceof OutOfTime) return late();
    throw error;
  }
};

export interface Stored {
  readonly data: string;
  readonly fields: Fields;
}

export interface ViewedStored extends Stored {
  readonly inside: boolean;
  readonly warnings: number;
}

const viewOne = (view: View, object: Stored): ViewedStored => {
  const { problems, ...viewed } = viewObject(view, object);
  return { ...viewed, warnings: problems.length };
};

const unread = ({ mapping }: View, object: Stored): ViewedStored => ({
  fields: object.fields,
  data: mapping === null ? object.data : wrapRemote(object),
  inside: true,
  warnings: 1,
});

/** Stored objects under the view as it is now. */
export const viewStored = (view: View, objects: readonly Stored[]): readonly ViewedStored[] =>
  unlessLate<readonly ViewedStored[]>(
    limits.pageMs,
    () => objects.map(object => viewOne(view, object)),
    () =>
      objects.map(object =>
        unlessLate(
          limits.recordMs,
          () => viewOne(view, object),
          () => unread(view, object),
        ),
      ),
  );

const toUpsert = (change: RemoteUpsert, { fields, data, inside, warnings }: ViewedStored): Viewed => ({
  upsert: { ...change, fields, data, ...(inside ? {} : { outOfFilter: true as const }) },
  warnings,
});

/** A page under one time limit, which costs a thread; only when it is late is each object timed alone. */
export const viewAll = (view: View, changes: readonly RemoteUpsert[]): readonly Viewed[] => {
  if (isPlain(view) || changes.length === 0) return changes.map(upsert => ({ upsert, warnings: 0 }));
  const viewed = viewStored(view, changes)[Symbol.iterator]();
  return changes.flatMap(change => {
    const next = viewed.next();
    return next.done ? [] : [toUpsert(change, next.value)];
  });
};

/** The answer to a push; whether the filter takes it in is a question for the next pull. */
export const viewAnswer = (view: View, change: RemoteUpsert): RemoteUpsert =>
  viewAll({ ...view, filter: null }, [change])[0]?.upsert ?? change;

const wayOut = ({ mapping }: View, record: Fields, known: RemoteEnvelope | null): Fields => {
  if (mapping === null) {
    const { custom: _, ...fields } = record;
    return fields;
  }
  const remote = known === null ? null : remoteValue(known.data, limits.payload);
  const { fields, problems } = within(limits.recordMs, () =>
    mapOut(mapping, { record, fields: known?.fields ?? null, remote }),
  );
  const [problem] = problems;
  if (problem)
    throw new ProviderError('permanent', `The mapping of ${problem.target} failed: ${problem.detail}.`);
  return fields;
};

const toRefusal = (error: unknown): never => {
  if (error instanceof OutOfTime)
    throw new ProviderError('permanent', `The mapping failed: ${error.message}.`);
  throw error;
};

/** Names of the fields that the provider is behind in. */
const changedNames = (view: View, change: UpsertChange, fields: Fields, known: Fields | null): string[] => {
  const { mapping, model } = view;
  if (known !== null) return differingFields(model, fields, known);
  if (mapping === null || change.remote === null) return change.changed.filter(name => name !== 'custom');
  const back = heldBack(mapping);
  const written = mapping.out.map(({ target }) => target.field);
  return [...new Set([...change.changed, ...written])].filter(name => name !== 'custom' && !back.has(name));
};

/** A change on its way out, as the provider's adapter takes it. */
export const outgoing = (view: View, change: UpsertChange): UpsertChange => {
  const known = change.remote === null ? null : unwrapRemote(change.remote.data);
  try {
    const fields = wayOut(view, change.fields, known);
    const changed = changedNames(view, change, fields, known?.fields ?? null);
    const remote = change.remote && known ? { ...change.remote, data: known.data } : null;
    return { ...change, fields, changed, remote };
  } catch (error) {
    return toRefusal(error);
  }
};

/** What is the hub's alone was changed: the provider has nothing to hear, and says what it said before. */
export const alreadyThere = (view: View, { remote, fields: given }: UpsertChange): PushResult | null => {
  if (remote === null) return null;
  const { id: remoteId, version, data } = remote;
  const known = unwrapRemote(data);
  const told = { kind: 'upsert', remoteId, version, data: known.data, modifiedAt: null } as const;
  return { outcome: 'applied', current: viewAnswer(view, { ...told, fields: known.fields ?? given }) };
};
