import { createHash } from 'node:crypto';
import {
  type MirrorLink,
  type MirrorRules,
  type MirrorSide,
  newLink,
  otherSide,
} from '../decisions/index.js';
import type { MirrorTransaction, News } from './store.js';

interface Asking {
  readonly tx: MirrorTransaction;
  readonly rules: MirrorRules;
  readonly side: MirrorSide;
  newId(): string;
}

/** As long as a title may be, an index wants it short. */
const digest = (key: string): string => createHash('sha256').update(key).digest('base64url');

export const keyOf = ({ common }: MirrorRules, fields: News['fields']): string | null => {
  const key = common.matchKey(fields);
  return key === null ? null : digest(key);
};

const touched = (link: MirrorLink): MirrorLink => ({ ...link, due: true, waits: null });

/** The other side’s record without counterpart that is the same thing, if there is one; each is given once. */
const matching = async ({ tx, side }: Asking, keys: readonly string[]) => {
  const halves = await tx.halves(otherSide(side), keys);
  const byKey = Map.groupBy(halves, link => link.matchKey);
  return (key: string | null): MirrorLink | undefined => (key === null ? undefined : byKey.get(key)?.shift());
};

/**
 * Notes what changed on a side, without doing anything about it yet. A record seen for the first time is joined to its
 * equal on the other side, if that one has no counterpart either.
 */
export const takeIn = async (the: Asking, news: readonly News[]): Promise<void> => {
  const { tx, rules, side } = the;
  const known = await tx.linksOf(
    side,
    news.map(({ id }) => id),
  );
  const knownIds = new Set(known.map(link => link[side]?.recordId));
  const fresh = news
    .filter(({ id, deleted }) => !deleted && !knownIds.has(id))
    .map(({ id, fields }) => ({ id, key: keyOf(rules, fields) }));
  const match = await matching(
    the,
    fresh.flatMap(({ key }) => key ?? []),
  );
  const joined = fresh.map(({ id, key }) => {
    const end = { recordId: id, base: null, revision: 0 };
    const half = match(key);
    return half ? touched({ ...half, [side]: end }) : newLink(the.newId(), side, end, key);
  });
  await tx.save([...known.map(touched), ...joined]);
};
