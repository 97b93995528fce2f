import type * as Jest from '@jest/globals';

type Runner = Pick<typeof Jest, 'describe' | 'expect' | 'it'>;

/**
 * The test runner's functions, taken from its globals when a suite is made: the simulators beside the suites are part
 * of the product and must load where no runner is.
 */
export const runner = (): Runner => {
  const { describe, expect, it } = globalThis as unknown as Partial<Runner>;
  if (!describe || !expect || !it) throw new Error('Suites are made inside a test run');
  return { describe, expect, it };
};
