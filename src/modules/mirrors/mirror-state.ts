import { type BySide, commonModels, type MirrorRules } from './decisions/index.js';
import type { MirrorState } from './engine/index.js';
import type { Mirror } from './mirror.entity.js';
import { models } from '#unified-models';
import type { SyncContext } from '#records';

/** More than this within that time is no conversation any more. */
const bounces = { most: 12, withinMs: 10 * 60_000 };

export const stateOf = (mirror: Mirror): MirrorState => ({
  positions: { a: mirror.positionA, b: mirror.positionB },
  joined: mirror.joined,
  held: { a: mirror.heldA ?? null, b: mirror.heldB ?? null },
  approved: { a: mirror.approvedA ?? null, b: mirror.approvedB ?? null },
  untold: { a: mirror.untoldA, b: mirror.untoldB },
});

export const applyState = (
  mirror: Mirror,
  { positions, joined, held, approved, untold }: MirrorState,
): void => {
  Object.assign(mirror, {
    ...{ positionA: positions.a, positionB: positions.b, joined },
    ...{ heldA: held.a, heldB: held.b, approvedA: approved.a, approvedB: approved.b },
    ...{ untoldA: untold.a, untoldB: untold.b },
  });
};

const nothing = { create: false, update: false, delete: false };

/** The mirror’s settings as it decides by them; a sync that only pulls meanwhile takes nothing. */
export const rulesOf = (mirror: Mirror, syncs: BySide<SyncContext>): MirrorRules => {
  const common = commonModels[mirror.model];
  if (!common) throw new Error(`${mirror.model} is not mirrored`);
  return {
    model: models[mirror.model],
    common,
    fields: mirror.fields,
    policy: mirror.policy,
    accepts: {
      a: syncs.a.writable ? mirror.acceptsA : nothing,
      b: syncs.b.writable ? mirror.acceptsB : nothing,
    },
    bounces,
  };
};
