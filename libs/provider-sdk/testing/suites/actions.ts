import { ProviderError } from '#kernel';
import { type Fields, models } from '#unified-models';
import type {
  PullPage,
  PullRequest,
  PushResult,
  RecordChange,
  RemoteChange,
  RemoteContainer,
  RemoteUpsert,
  UpsertChange,
} from '../../provider.js';
import type { SuiteSubject, SuiteWorld } from './suite-subject.js';

export type Known = PullRequest['known'];
export const nothingKnown: Known = () => Promise.resolve(new Map());

/** One world and the moves that every test makes in it. */
export interface Stage {
  readonly world: SuiteWorld;
  pages(cursor: string | null, known?: Known): Promise<PullPage[]>;
  /** Pulls to the end: the cursor, and what each object came to. */
  pull(cursor: string | null, known?: Known): Promise<Pulled>;
  push(change: RecordChange): Promise<PushResult>;
  create(recordId: string, fields: Fields): UpsertChange;
  update(of: RemoteUpsert, recordId: string, patch: Fields): UpsertChange;
}

export interface Pulled {
  readonly cursor: string;
  readonly changes: ReadonlyMap<string, RemoteChange>;
  readonly unchanged: readonly string[];
}

export const complete = (subject: SuiteSubject, fields: Fields): Fields => ({
  ...models[subject.model].defaults,
  ...fields,
});

export const stage = async (subject: SuiteSubject): Promise<Stage> => {
  const world = await subject.start();
  const { provider, session, containerId } = world;
  const { model } = subject;
  const pages: Stage['pages'] = (cursor, known = nothingKnown) => {
    if (!provider.pull) throw new Error(`${subject.key} has no pull`);
    return collect(provider.pull(session, { model, containerId, cursor, known }));
  };
  return {
    world,
    pages,
    pull: async (cursor, known) => gather(await pages(cursor, known)),
    push: change => {
      if (!provider.push) throw new Error(`${subject.key} has no push`);
      return provider.push(session, change);
    },
    create: (recordId, fields) => {
      const all = complete(subject, fields);
      return {
        kind: 'upsert',
        model,
        containerId,
        recordId,
        fields: all,
        changed: Object.keys(all),
        remote: null,
      };
    },
    update: (of, recordId, patch) => ({
      kind: 'upsert',
      model,
      containerId,
      recordId,
      fields: { ...of.fields, ...patch },
      changed: Object.keys(patch),
      remote: { id: of.remoteId, version: of.version, data: of.data },
    }),
  };
};

export const gather = (pages: readonly PullPage[]): Pulled => {
  const final = pages.at(-1);
  if (!final?.last || final.cursor === null)
    throw new Error('A pull ends with a last page that has a cursor');
  const changes = new Map<string, RemoteChange>();
  for (const change of pages.flatMap(page => page.changes)) changes.set(change.remoteId, change);
  return { cursor: final.cursor, changes, unchanged: pages.flatMap(page => page.unchanged) };
};

export const upsertOf = (change: RemoteChange | undefined): RemoteUpsert => {
  if (change?.kind !== 'upsert') throw new Error(`Expected an upsert, not ${change?.kind ?? 'nothing'}`);
  return change;
};

export const deleteChange = (subject: SuiteSubject, of: RemoteUpsert, containerId: string): RecordChange => ({
  kind: 'delete',
  model: subject.model,
  containerId,
  recordId: recordId(900),
  remote: { id: of.remoteId, version: of.version, data: of.data },
});

export const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
};

/** Ids that look like the hub's, the same in every run. */
export const recordId = (number: number): string =>
  `019aa000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;

export const containersOf = async (subject: SuiteSubject, world: SuiteWorld): Promise<RemoteContainer[]> => {
  if (!world.provider.containers) throw new Error(`${subject.key} has no containers`);
  return collect(world.provider.containers(world.session, subject.model));
};

export const failureOfPromise = async (work: Promise<unknown>): Promise<ProviderError> => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ProviderError) return error;
  throw new Error(`Expected a ProviderError, got ${String(error)}`);
};
