import fc from 'fast-check';
import type { ConflictPolicy } from '#records';
import type { Fault } from '../memory-provider.js';
import type { CrashPlan } from '../mortal-store.js';

export type Who = 'local' | 'remote';

/** What a person does. `target` picks one of the living, `field` and `spot` say where the fresh value goes. */
export interface Act {
  readonly who: Who;
  readonly what: 'create' | 'edit' | 'delete';
  readonly target: number;
  readonly field: 'title' | 'place' | 'body' | 'tags';
  readonly how: 'set' | 'add' | 'remove';
  readonly spot: number;
}

export type Step =
  | { readonly kind: 'act'; readonly act: Act }
  | { readonly kind: 'resolve'; readonly target: number; readonly choice: 'local' | 'remote' | 'value' }
  | { readonly kind: 'expire' }
  | {
      readonly kind: 'run';
      readonly full: boolean;
      readonly crash: CrashPlan | null;
      readonly faults: readonly (Fault | null)[];
      readonly meanwhile: readonly (Act | null)[];
      /** After a crash or a failure: take the same run up again, or begin a new one. */
      readonly resumes: boolean;
      readonly approves: boolean;
    };

export interface Program {
  readonly policy: ConflictPolicy | 'mixed';
  readonly pageSize: number;
  readonly normalises: boolean;
  readonly start: number;
  readonly steps: readonly Step[];
}

const act: fc.Arbitrary<Act> = fc.record({
  who: fc.constantFrom<Who>('local', 'remote'),
  what: fc.constantFrom<Act['what']>('create', 'edit', 'edit', 'edit', 'edit', 'delete'),
  target: fc.nat(4),
  field: fc.constantFrom<Act['field']>('title', 'place', 'body', 'body', 'tags', 'tags'),
  how: fc.constantFrom<Act['how']>('set', 'set', 'add', 'remove'),
  spot: fc.nat(4),
});

const crash = fc.record({ step: fc.integer({ min: 1, max: 12 }), when: fc.constantFrom('before', 'after') });

const fault = fc.constantFrom<Fault | null>(
  null,
  null,
  null,
  'temporary',
  'rate_limited',
  'permanent',
  'lost',
  'lost',
  'cursor_expired',
);

const run = fc.record({
  kind: fc.constant('run' as const),
  full: fc.boolean(),
  crash: fc.option(crash, { freq: 2 }),
  faults: fc.array(fault, { maxLength: 5 }),
  meanwhile: fc.array(fc.option(act), { maxLength: 5 }),
  resumes: fc.boolean(),
  approves: fc.boolean(),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: act.map(one => ({ kind: 'act' as const, act: one })) },
  { weight: 3, arbitrary: run },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('resolve' as const),
      target: fc.nat(3),
      choice: fc.constantFrom('local', 'remote', 'value'),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'expire' as const }) },
);

export const programs = (policies: readonly Program['policy'][]): fc.Arbitrary<Program> =>
  fc.record({
    policy: fc.constantFrom(...policies),
    pageSize: fc.integer({ min: 1, max: 5 }),
    normalises: fc.boolean(),
    start: fc.nat(4),
    steps: fc.array(step, { minLength: 1, maxLength: 14 }),
  });
