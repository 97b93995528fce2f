import { describe, expect, it } from '@jest/globals';
import { ProviderError } from '#kernel';
import { systemTiming } from '../timing.js';
import { Breakers } from './breakers.js';

const key = 'vendor:api.example.com';
const options = { failures: 6, halfOpenAfterMs: 30_000, capacity: 100 };
const hostFailure = new Error('did not answer');

/** What became of one request of a member. */
const bench = () => {
  const breakers = new Breakers(systemTiming(), error => error === hostFailure, options);
  let reached = 0;
  const ask = async (member: string, status: number): Promise<'answered' | 'failed' | 'refused'> => {
    const work = () => {
      reached += 1;
      return status === 0 ? Promise.reject(hostFailure) : Promise.resolve({ status });
    };
    try {
      await breakers.run(key, 'api.example.com', work, member);
      return 'answered';
    } catch (error) {
      return error instanceof ProviderError ? 'refused' : 'failed';
    }
  };
  return { ask, reached: () => reached };
};

describe('a breaker of many members', () => {
  it.each([0, 500])('is not opened to the others by one of them that always fails (%i)', async status => {
    const { ask, reached } = bench();
    for (let i = 0; i < 50; i += 1) await ask('poisoned', status);
    expect(reached()).toBe(options.failures);
    expect(await ask('poisoned', 200)).toBe('refused');
    expect(await ask('sound', 200)).toBe('answered');
  });

  it('opens to all when several fail in a row', async () => {
    const { ask, reached } = bench();
    for (let i = 0; i < 9; i += 1) await ask(`member-${i % 3}`, 0);
    expect(reached()).toBe(options.failures);
    expect(await ask('somebody else', 200)).toBe('refused');
  });

  it('starts every count anew with one good answer, also of a member whose part is spent', async () => {
    const { ask } = bench();
    for (const status of [0, 0, 0]) await ask('a', status);
    for (const status of [0, 0, 0]) await ask('b', status);
    expect(await ask('a', 200)).toBe('answered');
    for (const status of [0, 0]) await ask('c', status);
    for (const status of [0, 0]) await ask('d', status);
    expect(await ask('e', 200)).toBe('answered');
  });
});
