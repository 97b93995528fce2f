import fc from 'fast-check';
import type { ConflictPolicy } from '#records';
import type { Fault } from '../remote-object.js';
import type { CrashPlan } from '../life.js';
import type { KitName } from './kits/kit.js';

export type Who = 'local' | 'remote';

/**
 * What a person does. `target` picks one of the living, `field` and `spot` say where the fresh value goes. Few fields,
 * from `Program.lens` on, are written in one history, so that people get in each other's way.
 */
export interface Act {
  readonly who: Who;
  /** `leave` goes to another container, `return` comes back from there; here, the bin is the other container. */
  readonly what: 'create' | 'edit' | 'delete' | 'leave' | 'return';
  readonly target: number;
  readonly field: number;
  readonly how: 'set' | 'add' | 'remove';
  readonly spot: number;
}

export type RunStep = {
  readonly kind: 'run';
  readonly full: boolean;
  readonly crash: CrashPlan | null;
  readonly faults: readonly (Fault | null)[];
  readonly meanwhile: readonly (Act | null)[];
  /** After a crash or a failure: take the same run up again, or begin a new one. */
  readonly resumes: boolean;
  readonly approves: boolean;
};

export type Step =
  | { readonly kind: 'act'; readonly act: Act }
  /** Two people write the same field of the same thing, one on each side. */
  | { readonly kind: 'clash'; readonly act: Act; readonly other: Act }
  /** Much goes at once: a share, in tenths, of all there is. */
  | { readonly kind: 'clear'; readonly who: Who; readonly tenths: number }
  | { readonly kind: 'resolve'; readonly target: number; readonly choice: 'local' | 'remote' | 'value' }
  | { readonly kind: 'expire' }
  /** The account may no longer see these objects; `told`: the feed calls them deleted. */
  | { readonly kind: 'vanish'; readonly tenths: number; readonly told: boolean }
  | { readonly kind: 'reappear' }
  /** A webhook says that an object is gone: now, late, or once more; `living`: it is there (again). */
  | { readonly kind: 'notice'; readonly target: number; readonly living: boolean }
  | RunStep;

export interface Program {
  readonly kit: KitName;
  readonly policy: ConflictPolicy | 'mixed';
  readonly pageSize: number;
  readonly normalises: boolean;
  /** The provider, or a mapping, has a place for custom fields. */
  readonly keepsCustom: boolean;
  /** The first of the fields that people write. */
  readonly lens: number;
  readonly start: number;
  /** Both sides are equal before the steps begin. */
  readonly settled: boolean;
  readonly steps: readonly Step[];
}

const act: fc.Arbitrary<Act> = fc.record({
  who: fc.constantFrom<Who>('local', 'remote'),
  what: fc.constantFrom<Act['what']>(
    ...(['create', 'edit', 'edit', 'edit', 'edit', 'edit', 'edit', 'delete', 'leave', 'return'] as const),
  ),
  target: fc.oneof({ weight: 6, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: fc.nat(30) }),
  field: fc.nat(4),
  how: fc.constantFrom<Act['how']>('set', 'set', 'add', 'remove'),
  spot: fc.nat(4),
});

const crash = fc.record({ step: fc.integer({ min: 1, max: 30 }), when: fc.constantFrom('before', 'after') });

const faults: readonly (Fault | null)[] = [
  ...[null, null, null, null, null, null],
  ...(['temporary', 'rate_limited', 'permanent', 'lost', 'lost', 'lost', 'cursor_expired'] as const),
  ...(['not_found', 'insufficient_scope', 'auth_expired', 'cut_off', 'short'] as const),
];

const run = fc.record({
  kind: fc.constant('run' as const),
  full: fc.boolean(),
  crash: fc.option(crash, { freq: 2 }),
  faults: fc.array(fc.constantFrom(...faults), { maxLength: 5 }),
  meanwhile: fc.array(fc.option(act), { maxLength: 5 }),
  resumes: fc.boolean(),
  approves: fc.boolean(),
});

const rare: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('clear' as const),
    who: fc.constantFrom<Who>('local', 'remote'),
    tenths: fc.integer({ min: 1, max: 10 }),
  }),
  fc.record({
    kind: fc.constant('vanish' as const),
    tenths: fc.integer({ min: 1, max: 10 }),
    told: fc.boolean(),
  }),
  fc.constant({ kind: 'reappear' as const }),
  fc.record({ kind: fc.constant('notice' as const), target: fc.nat(8), living: fc.constant(false) }),
  fc.record({ kind: fc.constant('notice' as const), target: fc.nat(8), living: fc.boolean() }),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: act.map(one => ({ kind: 'act' as const, act: one })) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('clash' as const), act, other: act }),
  },
  { weight: 4, arbitrary: run },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('resolve' as const),
      target: fc.nat(3),
      choice: fc.constantFrom('local', 'remote', 'value'),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'expire' as const }) },
  { weight: 2, arbitrary: rare },
);

/** Mostly small worlds; some with enough in them for the delete breaker. */
const start = fc.oneof(
  { weight: 18, arbitrary: fc.integer({ min: 1, max: 4 }) },
  { weight: 2, arbitrary: fc.integer({ min: 11, max: 20 }) },
  { weight: 1, arbitrary: fc.integer({ min: 36, max: 44 }) },
);

export const programs = (
  policies: readonly Program['policy'][],
  kits: readonly KitName[] = ['note'],
): fc.Arbitrary<Program> =>
  fc.record({
    kit: fc.constantFrom(...kits),
    policy: fc.constantFrom(...policies),
    pageSize: fc.integer({ min: 1, max: 5 }),
    normalises: fc.boolean(),
    keepsCustom: fc.boolean(),
    lens: fc.nat(60),
    start,
    settled: fc.boolean(),
    steps: fc.array(step, { minLength: 1, maxLength: 16, size: 'max' }),
  });
