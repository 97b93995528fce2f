import type { PullPage, PushResult, RemoteChange, RemoteUpsert, UpsertChange } from '#provider-sdk';
import { type Fields, task } from '#unified-models';
import { startTodoist, type TodoistWorld } from './todoist.contract.js';

export interface Pulled {
  readonly pages: readonly PullPage[];
  readonly cursor: string;
  readonly changes: ReadonlyMap<string, RemoteChange>;
  readonly unchanged: readonly string[];
}

/** A world, and a hub that remembers the versions of what it pulled. */
export interface TodoistStage extends TodoistWorld {
  readonly known: Map<string, string>;
  pull(cursor: string | null, containerId?: string): Promise<Pulled>;
  /** The task as a listing brings it. */
  seen(id: string): Promise<RemoteUpsert>;
  update(of: RemoteUpsert, patch: Fields): Promise<PushResult>;
  create(fields: Fields, recordId?: string): Promise<PushResult>;
}

export const recordId = '019aa000-0000-7000-8000-000000000001';

export const upsert = (change: RemoteChange | undefined): RemoteUpsert => {
  if (change?.kind !== 'upsert') throw new Error(`Expected an upsert, not ${change?.kind ?? 'nothing'}`);
  return change;
};

const gather = (pages: readonly PullPage[]): Pulled => ({
  pages,
  cursor: pages.at(-1)?.cursor ?? '',
  changes: new Map(pages.flatMap(page => page.changes).map(change => [change.remoteId, change])),
  unchanged: pages.flatMap(page => page.unchanged),
});

export const todoistStage = async (now?: () => Date): Promise<TodoistStage> => {
  const world = await startTodoist(now);
  const { provider, session } = world;
  const known = new Map<string, string>();
  const push = (change: UpsertChange) =>
    provider.push?.(session, change) ?? Promise.reject(new Error('no push'));
  const base = { kind: 'upsert', model: 'task', containerId: world.containerId } as const;
  const pull: TodoistStage['pull'] = async (cursor, containerId = world.containerId) => {
    const ask = async (ids: readonly string[]) =>
      new Map(ids.flatMap(id => (known.has(id) ? [[id, known.get(id) ?? '']] : [])));
    const request = { model: 'task', containerId, cursor, known: ask } as const;
    const pulled = gather(await Array.fromAsync(provider.pull?.(session, request) ?? []));
    for (const change of pulled.changes.values()) {
      if (change.kind === 'upsert') known.set(change.remoteId, change.version);
      else known.delete(change.remoteId);
    }
    return pulled;
  };
  return {
    ...world,
    known,
    pull,
    seen: async id => {
      known.clear();
      return upsert((await pull(null)).changes.get(id));
    },
    update: (of, patch) =>
      push({
        ...base,
        recordId,
        fields: { ...of.fields, ...patch },
        changed: Object.keys(patch),
        remote: { id: of.remoteId, version: of.version, data: of.data },
      }),
    create: (fields, id = recordId) => {
      const all = { ...task.defaults, ...fields };
      return push({ ...base, recordId: id, fields: all, changed: Object.keys(all), remote: null });
    },
  };
};
