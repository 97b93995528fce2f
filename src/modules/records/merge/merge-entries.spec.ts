import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ModelDefinition } from '#unified-models';
import { z } from 'zod';
import { entriesSince, fieldsToTell, withOwnEntries } from './entries.js';
import { mergeFields } from './merge.js';
import type { ConflictPolicy } from './policy.js';

const model: ModelDefinition = {
  name: 'note',
  schema: z.strictObject({ custom: z.record(z.string(), z.json()) }),
  defaults: {},
  merge: { custom: { kind: 'entries' } },
  immutable: [],
};
type Custom = Record<string, unknown> | undefined;

const merge = (base: Custom, local: Custom, remote: Custom, policy: ConflictPolicy = 'manual') =>
  mergeFields(
    model,
    { base: { custom: base }, local: { custom: local }, remote: { custom: remote } },
    { policyFor: () => policy, localAt: new Date(2), remoteAt: new Date(1) },
  );

describe('entries', () => {
  it('merge name by name', () => {
    const { merged, conflicts } = merge({ a: 1, b: 1 }, { a: 2, b: 1 }, { a: 1, b: 2 });
    expect([merged['custom'], conflicts]).toEqual([{ a: 2, b: 2 }, []]);
  });

  it('keep what the provider does not mention', () => {
    expect(merge({ a: 1 }, { a: 1, own: 1 }, { a: 2 }).merged['custom']).toEqual({ a: 2, own: 1 });
    expect(merge(undefined, { own: 1 }, undefined).merged['custom']).toEqual({ own: 1 });
    expect(merge({ a: 1 }, { a: 1 }, undefined).merged['custom']).toEqual({ a: 1 });
  });

  it('clash only where both changed the same name, and say which', () => {
    const { conflicts } = merge({ a: 1, b: 1 }, { a: 2, b: 2 }, { a: 3, b: 1 });
    expect(conflicts).toMatchObject([
      { field: 'custom', members: [{ key: 'a', base: 1, local: 2, remote: 3 }] },
    ]);
  });

  it.each<[ConflictPolicy, number]>([
    ['source', 3],
    ['latest', 2],
    ['merge', 2],
  ])('fall to one side name by name under %s', (policy, a) => {
    const { merged, superseded } = merge({ a: 1, b: 1 }, { a: 2, b: 2, own: 1 }, { a: 3, b: 1 }, policy);
    expect(merged['custom']).toEqual({ a, b: 2, own: 1 });
    expect(superseded).toHaveLength(1);
  });

  it('are told to the provider only where it spoke of them', () => {
    expect(fieldsToTell(model, { custom: { own: 1 } }, {})).toEqual([]);
    expect(fieldsToTell(model, { custom: { own: 1, a: 1 } }, { custom: { a: 1 } })).toEqual([]);
    expect(fieldsToTell(model, { custom: { a: 2 } }, { custom: { a: 1 } })).toEqual(['custom']);
    expect(fieldsToTell(model, {}, { custom: { a: 1 } })).toEqual(['custom']);
  });

  it('lose none of the hub’s own and none of the provider’s, whatever they are', () => {
    const custom = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.nat(3));
    fc.assert(
      fc.property(
        custom,
        custom,
        custom,
        fc.constantFrom<ConflictPolicy>('latest', 'source', 'merge'),
        (...all) => {
          const [base, local, remote, policy] = all;
          const merged = merge(base, local, remote, policy).merged['custom'] as Record<string, unknown>;
          for (const name of Object.keys(local))
            if (!(name in remote)) expect(merged[name]).toBe(local[name]);
          for (const [name, value] of Object.entries(merged))
            expect([local[name], remote[name]]).toContain(value);
          const told = withOwnEntries(model, { custom: remote }, { custom: local });
          expect(fieldsToTell(model, told, { custom: remote })).toEqual([]);
          expect(entriesSince(local, local, remote)).toEqual({ ...local, ...remote });
        },
      ),
    );
  });
});
