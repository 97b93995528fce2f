import type { SyncRecord } from '#records';
import type { Fields, ModelDefinition } from '#unified-models';
import type { CommonModel } from './common-model.js';

export const sides = ['a', 'b'] as const;
export type MirrorSide = (typeof sides)[number];
export type BySide<T> = Readonly<Record<MirrorSide, T>>;

export const otherSide = (side: MirrorSide): MirrorSide => (side === 'a' ? 'b' : 'a');

/**
 * Who wins when both sides changed the same thing since they last agreed. Sets and texts merge as far as they do not
 * overlap, under every policy; `manual` parks what overlaps until a person decides.
 */
export const mirrorPolicies = ['a', 'b', 'latest', 'manual'] as const;
export type MirrorPolicy = (typeof mirrorPolicies)[number];

/** What the mirror may do on a side. */
export interface Accepts {
  readonly create: boolean;
  readonly update: boolean;
  readonly delete: boolean;
}

export interface MirrorRules {
  readonly model: ModelDefinition;
  readonly common: CommonModel;
  /** Names of the mirrored fields. */
  readonly fields: readonly string[];
  readonly policy: MirrorPolicy;
  readonly accepts: BySide<Accepts>;
  readonly bounces: { readonly most: number; readonly withinMs: number };
}

/** A version that a change replaced, and what the change was. */
export interface Step {
  readonly revision: number;
  readonly fields: Fields;
  readonly cause: string;
  readonly byRun: boolean;
  readonly at: Date;
}

/** A record as it is, with what happened to it since the link last looked; oldest first. */
export interface SideNow {
  readonly record: SyncRecord;
  readonly steps: readonly Step[];
}
