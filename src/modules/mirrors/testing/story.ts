import fc from 'fast-check';
import type { MirrorPolicy, MirrorSide } from '../decisions/index.js';
import type { Fault } from '../../syncs/engine/testing/remote-object.js';

interface Plan {
  readonly step: number;
  readonly when: 'before' | 'after';
}

export interface Act {
  readonly kind: 'act';
  readonly side: MirrorSide;
  readonly where: 'here' | 'there';
  readonly what: 'create' | 'edit' | 'delete';
  readonly target: number;
  readonly field: 'title' | 'place' | 'body' | 'tags';
  readonly spot: number;
}

export type StoryStep =
  | Act
  | {
      readonly kind: 'run';
      readonly side: MirrorSide;
      readonly crash: Plan | null;
      readonly fault: Fault | null;
      readonly full: boolean;
    }
  | { readonly kind: 'wake'; readonly crash: Plan | null };

export interface Story {
  readonly policy: MirrorPolicy;
  readonly normalises: boolean;
  readonly start: number;
  readonly steps: readonly StoryStep[];
}

const side = fc.constantFrom<MirrorSide>('a', 'b');
const plan = (most: number): fc.Arbitrary<Plan | null> =>
  fc.option(
    fc.record({
      step: fc.integer({ min: 1, max: most }),
      when: fc.constantFrom('before' as const, 'after' as const),
    }),
    { freq: 2 },
  );

const act: fc.Arbitrary<Act> = fc.record({
  kind: fc.constant('act' as const),
  side,
  where: fc.constantFrom('here' as const, 'there' as const),
  what: fc.constantFrom<Act['what']>('create', 'edit', 'edit', 'edit', 'edit', 'edit', 'delete'),
  target: fc.nat(4),
  field: fc.constantFrom<Act['field']>('title', 'place', 'body', 'body', 'tags', 'tags'),
  spot: fc.nat(4),
});

const run = fc.record({
  kind: fc.constant('run' as const),
  side,
  crash: plan(10),
  fault: fc.constantFrom<Fault | null>(null, null, null, 'temporary', 'lost'),
  full: fc.boolean(),
});

const wake = fc.record({ kind: fc.constant('wake' as const), crash: plan(5) });

export const stories = (policies: readonly MirrorPolicy[]): fc.Arbitrary<Story> =>
  fc.record({
    policy: fc.constantFrom(...policies),
    normalises: fc.boolean(),
    start: fc.nat(4),
    steps: fc.array(
      fc.oneof({ weight: 6, arbitrary: act }, { weight: 3, arbitrary: run }, { weight: 3, arbitrary: wake }),
      { minLength: 1, maxLength: 16 },
    ),
  });
