// The runner waits for ever; a test and a hook end after a minute, or what the test says.
import { setTimeout as sleep } from 'node:timers/promises';

const shared = process.env.LONG ? 3_600_000 : 60_000;
// A worker runs many files.
const ofFile = new Map();
const file = () => globalThis.expect.getState().testPath;
const usual = () => ofFile.get(file()) ?? shared;
globalThis.jest.setTimeout = ms => {
  ofFile.set(file(), ms);
};

const limited =
  (work, name, ms) =>
  async (...given) => {
    const over = new AbortController();
    const late = sleep(ms, undefined, { signal: over.signal }).then(() => {
      throw new Error(`${name} took longer than ${ms} ms`);
    });
    late.catch(() => undefined);
    try {
      await Promise.race([work(...given), late]);
    } finally {
      over.abort();
    }
  };

const { it } = globalThis;
const timed =
  ask =>
  (name, work, ms = usual()) =>
    ask(name, limited(work, name, ms));
const each =
  (...table) =>
  (name, work, ms = usual()) =>
    it.each(...table)(name, limited(work, name, ms));
globalThis.it = Object.assign(timed(it), { each, skip: it.skip, only: timed(it.only) });

for (const hook of ['beforeAll', 'afterAll', 'beforeEach', 'afterEach']) {
  const ask = globalThis[hook];
  globalThis[hook] = (work, ms = usual()) => ask(limited(work, hook, ms));
}
