import { createContext, Script } from 'node:vm';

/** The work took longer than it may. */
export class OutOfTime extends Error {
  constructor(ms: number) {
    super(`it takes longer than ${ms} ms`);
    this.name = 'OutOfTime';
  }
}

const desk: { work: () => unknown } = { work: () => undefined };
const context = createContext({ begin: () => desk.work() });
const begin = new Script('begin()');

const isTimeout = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';

/**
 * Runs synchronous work and stops it after `ms`, in the middle of a loop too. Nothing of a caller's is ever compiled:
 * the script is the constant above, for the one thing that `node:vm` has and functions have not, a time limit
 * (https://nodejs.org/api/vm.html#scriptrunincontextcontextifiedobject-options).
 */
export const within = <T>(ms: number, work: () => T): T => {
  const before = desk.work;
  desk.work = work;
  try {
    return begin.runInContext(context, { timeout: ms }) as T;
  } catch (error) {
    if (isTimeout(error)) throw new OutOfTime(ms);
    throw error;
  } finally {
    desk.work = before;
  }
};
