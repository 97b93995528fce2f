import type { SubscriptionStatus } from './subscription.entity.js';

export interface Wanted {
  readonly model: string;
  readonly containerId: string;
}

export interface Standing extends Wanted {
  readonly id: string;
  readonly status: SubscriptionStatus;
  readonly expiresAt: Date | null;
  readonly renewAt: Date | null;
  readonly nextAttemptAt: Date | null;
}

/**
 * `create`: a row, to be subscribed next. `remove`: nobody wants it, or its successor is there; to be unsubscribed next.
 * `forget`: the vendor has it no longer.
 */
export type Step =
  | { readonly kind: 'create'; readonly wanted: Wanted }
  | {
      readonly kind: 'subscribe' | 'renew' | 'remove' | 'unsubscribe' | 'forget';
      readonly id: string;
    };

export interface Situation {
  readonly wanted: readonly Wanted[];
  readonly standing: readonly Standing[];
  readonly renewable: boolean;
  readonly now: Date;
}

/** From what is wanted and what stands to what is to be done now. Pure; done again until it answers nothing. */
export const plan = ({ wanted, standing, renewable, now }: Situation): Step[] => {
  const isWanted = new Set(wanted.map(keyOf));
  const unwanted = standing.filter(row => !isWanted.has(keyOf(row)));
  return [
    ...unwanted.flatMap(row => leave(row, now)),
    ...wanted.flatMap(container => {
      const rows = standing.filter(row => keyOf(row) === keyOf(container));
      return keep(container, rows, { renewable, now });
    }),
  ];
};

const keep = (
  container: Wanted,
  rows: readonly Standing[],
  { renewable, now }: Pick<Situation, 'renewable' | 'now'>,
): Step[] => {
  const ended = rows.filter(row => row.status === 'active' && isPast(row.expiresAt, now));
  const live = rows.filter(row => row.status === 'active' && !ended.includes(row));
  const newest = live.at(-1);
  const pending = rows.find(row => row.status === 'pending');
  const old = isPast(newest?.renewAt ?? null, now);
  const isHopeless = rows.some(row => row.status === 'unavailable');
  const lacks = !pending && !isHopeless && (!newest || (old && !renewable));
  return [
    ...ended.map(row => ({ kind: 'forget' as const, id: row.id })),
    ...rows.filter(row => row.status === 'removing').flatMap(row => leave(row, now)),
    ...live.slice(0, -1).map(row => ({ kind: 'remove' as const, id: row.id })),
    ...(pending && isDue(pending, now) ? [{ kind: 'subscribe' as const, id: pending.id }] : []),
    ...(lacks ? [{ kind: 'create' as const, wanted: container }] : []),
    ...(newest && old && renewable && isDue(newest, now) ? [{ kind: 'renew' as const, id: newest.id }] : []),
  ];
};

const leave = (row: Standing, now: Date): Step[] => {
  if (isPast(row.expiresAt, now)) return [{ kind: 'forget', id: row.id }];
  if (row.status !== 'removing') return [{ kind: 'remove', id: row.id }];
  return isDue(row, now) ? [{ kind: 'unsubscribe', id: row.id }] : [];
};

const keyOf = ({ model, containerId }: Wanted): string => `${model} ${containerId}`;
const isPast = (date: Date | null, now: Date): boolean => date !== null && date <= now;
const isDue = (row: Standing, now: Date): boolean => row.nextAttemptAt === null || row.nextAttemptAt <= now;
