import type { ProviderErrorCode } from '#kernel';
import { runner } from '../runner.js';
import type { Fault } from '../subject.js';
import { collect, complete, failureOfPromise, nothingKnown, recordId } from './actions.js';
import type { SuiteRun } from './suite-run.js';

const html = { 'content-type': 'text/html' };
const faults: readonly (readonly [string, Fault, ProviderErrorCode])[] = [
  ['401', { status: 401 }, 'auth_expired'],
  ['403', { status: 403 }, 'insufficient_scope'],
  ['404', { status: 404 }, 'not_found'],
  ['429', { status: 429, headers: { 'retry-after': '7' } }, 'rate_limited'],
  ['500', { status: 500 }, 'temporary'],
  ['503', { status: 503, headers: html, body: '<h1>Unavailable</h1>' }, 'temporary'],
  ['200 with HTML', { status: 200, headers: html, body: '<html>Sign in to the Wi-Fi</html>' }, 'temporary'],
  ['200 with truncated JSON', { status: 200, body: '{"items":[{"id":"a"' }, 'temporary'],
];

export const failureTests = (run: SuiteRun): void => {
  const { expect } = runner();
  const { subject, test, testIf } = run;

  for (const [name, fault, code] of faults) {
    test(`reads ${name} in a listing as ${code}`, async ({ world, pull }) => {
      await world.remote.create(complete(subject, subject.sample(1)));
      world.failNext(fault);
      expect((await failureOfPromise(pull(null))).providerCode).toBe(code);
      expect((await pull(null)).changes.size).toBe(1);
    });
  }

  testIf('identity_fault')('reads 410 outside a pull as not_found', async ({ world }) => {
    world.failNext({ status: 410 });
    const failure = await failureOfPromise(world.provider.identify(world.session));
    expect(failure.providerCode).toBe('not_found');
  });

  test('passes on how long the provider asks to wait', async ({ world, pull }) => {
    world.failNext({ status: 429, headers: { 'retry-after': '7' } });
    expect((await failureOfPromise(pull(null))).retryAfterMs).toBe(7000);
  });

  testIf('cursor_expiry')(
    'says cursor_expired when the provider forgot the cursor',
    async ({ world, pull }) => {
      if (!world.expireCursors) throw new Error('The world cannot expire cursors: say why in `lacks`');
      await world.remote.create(complete(subject, subject.sample(1)));
      const { cursor } = await pull(null);
      await world.expireCursors();
      expect((await failureOfPromise(pull(cursor))).providerCode).toBe('cursor_expired');
      expect((await pull(null)).changes.size).toBe(1);
    },
  );

  test('says cursor_expired to a cursor it never issued', async ({ pull }) => {
    expect((await failureOfPromise(pull('no-such-cursor'))).providerCode).toBe('cursor_expired');
  });

  test('does not report a write that failed as applied', async ({ world, push, create }) => {
    world.failNext({ status: 500 });
    const failure = await failureOfPromise(push(create(recordId(1), subject.sample(1))));
    expect(failure.providerCode).toBe('temporary');
    expect(await world.remote.list()).toEqual([]);
  });

  abortTests(run);
};

const abortTests = ({ subject, test }: SuiteRun): void => {
  const { expect } = runner();

  test('stops a pull whose signal is aborted', async ({ world }) => {
    await world.remote.create(complete(subject, subject.sample(1)));
    const session = { ...world.session, signal: AbortSignal.abort(new Error('stopped')) };
    const { model } = subject;
    const request = { model, containerId: world.containerId, cursor: null, known: nothingKnown };
    const before = world.requests();
    const pages = world.provider.pull?.(session, request);
    if (!pages) throw new Error(`${subject.key} has no pull`);
    await expect(collect(pages)).rejects.toThrow('stopped');
    expect(world.requests()).toBe(before);
  });
};
