import { isDeepStrictEqual } from 'node:util';
import type {
  IntegrationProvider,
  ProviderSession,
  PullPage,
  PullRequest,
  PushResult,
  RecordChange,
  RemoteChange,
  UpsertChange,
} from '#provider-sdk';
import { blank, type FieldGuard, markOf, unmarked, type WithheldField } from '#records';

const namesOf = (withheld: readonly WithheldField[]): string[] => withheld.map(({ field }) => field);

/** What the hub may see of a change: without the fields, wherever they stand. */
const bare = (guard: FieldGuard, change: RemoteChange, withheld: readonly WithheldField[]): RemoteChange => {
  if (change.kind === 'delete') return change;
  const names = namesOf(withheld);
  return {
    ...change,
    version: `${change.version}${markOf(guard, withheld)}`,
    fields: blank(guard.decisions.model, change.fields, names),
    data: names.length === 0 ? change.data : guard.strip(change.data, names),
  };
};

const both = (left: readonly WithheldField[], right: readonly WithheldField[]): WithheldField[] => [
  ...new Map([...left, ...right].map(withheld => [withheld.field, withheld])).values(),
];

const knownUnder =
  (known: PullRequest['known'], mark: string): PullRequest['known'] =>
  async remoteIds => {
    const all = [...(await known(remoteIds))];
    const same = all.filter(([, version]) => version === `${unmarked(version)}${mark}`);
    return new Map(same.map(([id, version]) => [id, unmarked(version)]));
  };

const pulling = (provider: IntegrationProvider, guard: FieldGuard) =>
  async function* (session: ProviderSession, request: PullRequest): AsyncIterable<PullPage> {
    const before = await guard.withheld();
    const known = knownUnder(request.known, markOf(guard, before));
    const pages = provider.pull?.(session, { ...request, known, withheld: namesOf(before) }) ?? [];
    for await (const page of pages) {
      // Asked anew for each page: a withdrawal does not wait for the end of a listing.
      const withheld = both(before, await guard.withheld());
      yield { ...page, changes: page.changes.map(change => bare(guard, change, withheld)) };
    }
  };

const pushing =
  (provider: Required<Pick<IntegrationProvider, 'push'>>, guard: FieldGuard) =>
  async (session: ProviderSession, change: RecordChange): Promise<PushResult> => {
    const withheld = await guard.withheld();
    const result = await provider.push(session, allowed(guard, change, namesOf(withheld)));
    return { ...result, current: bare(guard, result.current, both(withheld, await guard.withheld())) };
  };

const allowed = (guard: FieldGuard, change: RecordChange, names: readonly string[]): RecordChange => {
  if (change.kind === 'delete') {
    const version = unmarked(change.remote.version);
    return { ...change, remote: { ...change.remote, version }, withheld: names };
  }
  const { remote } = change;
  return {
    ...change,
    fields: blank(guard.decisions.model, change.fields, names),
    changed: change.changed.filter(field => !names.includes(field) && !isUntold(guard, change, field)),
    remote: remote && {
      ...remote,
      version: unmarked(remote.version),
      data: names.length === 0 ? remote.data : guard.strip(remote.data, names),
    },
    withheld: names,
  };
};

/**
 * A hub that is the authority for everything else has nothing to say about a guarded field it never held: an empty one
 * must not wipe the vendor's when a consent is given. The answer then brings the vendor's value.
 */
const isUntold = ({ decisions, all }: FieldGuard, { fields }: UpsertChange, field: string): boolean =>
  decisions.direction === 'push' &&
  all().some(guarded => guarded.field === field) &&
  isDeepStrictEqual(fields[field], decisions.model.defaults[field] ?? null);

/** The provider, as if it did not know the fields whose consent is missing: neither asked, nor kept, nor written. */
export const guardedView = (provider: IntegrationProvider, guard: FieldGuard | null): IntegrationProvider => {
  if (guard === null) return provider;
  const push = provider.push?.bind(provider);
  return Object.create(provider, {
    ...(provider.pull ? { pull: { value: pulling(provider, guard) } } : {}),
    ...(push ? { push: { value: pushing({ push }, guard) } } : {}),
  }) as IntegrationProvider;
};
