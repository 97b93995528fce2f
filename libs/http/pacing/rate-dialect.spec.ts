import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { longestClosureMs, type RateDialect, readBudget } from './rate-dialect.js';

const now = new Date('2026-11-21T10:00:00Z');
const inSeconds = (seconds: number): Date => new Date(now.getTime() + seconds * 1000);

/** The headers of docs/providers and of recorded answers. */
const github: RateDialect = {
  limit: 'x-ratelimit-limit',
  remaining: 'x-ratelimit-remaining',
  reset: 'x-ratelimit-reset',
  form: 'epoch_seconds',
};
const linear: RateDialect = {
  limit: 'x-ratelimit-requests-limit',
  remaining: 'x-ratelimit-requests-remaining',
  reset: 'x-ratelimit-requests-reset',
  form: 'epoch_milliseconds',
};
const jira: RateDialect = { ...github, form: 'iso_8601' };
const zendesk: RateDialect = {
  limit: 'ratelimit-limit',
  remaining: 'ratelimit-remaining',
  reset: 'ratelimit-reset',
  form: 'seconds_left',
};
const zendeskEndpoint: RateDialect = { all: 'zendesk-ratelimit-tickets-index' };
const trello: RateDialect = {
  limit: 'x-rate-limit-api-token-max',
  remaining: 'x-rate-limit-api-token-remaining',
  reset: 'x-rate-limit-api-token-interval-ms',
  form: 'window_milliseconds',
};
const common = (reset: string) => ({
  'x-ratelimit-limit': '5000',
  'x-ratelimit-remaining': '17',
  'x-ratelimit-reset': reset,
});

describe('a vendor’s count', () => {
  it.each<[string, RateDialect, Record<string, string>, object]>([
    ['GitHub', github, common('1795255260'), { remaining: 17, limit: 5000, resetAt: inSeconds(60) }],
    [
      'Linear',
      linear,
      {
        'x-ratelimit-requests-limit': '5000',
        'x-ratelimit-requests-remaining': '4999',
        'x-ratelimit-requests-reset': '1795258800000',
      },
      { remaining: 4999, limit: 5000, resetAt: inSeconds(3600) },
    ],
    ['Jira', jira, common('2026-11-21T10:30Z'), { remaining: 17, limit: 5000, resetAt: inSeconds(1800) }],
    [
      'Zendesk',
      zendesk,
      { 'ratelimit-limit': '400', 'ratelimit-remaining': '0', 'ratelimit-reset': '36' },
      { remaining: 0, limit: 400, resetAt: inSeconds(36) },
    ],
    [
      'one endpoint of Zendesk',
      zendeskEndpoint,
      { 'zendesk-ratelimit-tickets-index': 'total=10; remaining=8; resets=36' },
      { remaining: 8, limit: 10, resetAt: inSeconds(36) },
    ],
    [
      'Trello',
      trello,
      {
        'x-rate-limit-api-token-max': '100',
        'x-rate-limit-api-token-remaining': '99',
        'x-rate-limit-api-token-interval-ms': '10000',
      },
      { remaining: 99, limit: 100, resetAt: inSeconds(10) },
    ],
  ])('is read as %s writes it', (_, dialect, headers, expected) => {
    expect(readBudget(dialect, headers, now)).toEqual(expected);
  });

  it('is absent where the vendor says nothing, or nothing else than a time', () => {
    expect(readBudget(github, {}, now)).toBeUndefined();
    expect(readBudget(github, { 'x-ratelimit-reset': '1795255260' }, now)).toBeUndefined();
    expect(
      readBudget(zendeskEndpoint, { 'zendesk-ratelimit-tickets-index': 'no; =; total' }, now),
    ).toBeUndefined();
  });

  it.each(['', '-1', '1e9', '0x10', 'NaN', 'Infinity', '12 34', '17, 18', '9'.repeat(400), '١٧', '5\u0000'])(
    'is not made of %j',
    text => {
      const headers = { 'x-ratelimit-remaining': text, 'x-ratelimit-limit': '10', 'x-ratelimit-reset': text };
      expect(readBudget(github, headers, now)).toEqual({ remaining: null, limit: 10, resetAt: null });
    },
  );

  it('closes nothing for longer than a day, and takes a time long past for no time', () => {
    const far = readBudget(github, common('99999999999'), now);
    expect(far?.resetAt).toEqual(new Date(now.getTime() + longestClosureMs));
    // Milliseconds where seconds are expected, and the other way round.
    expect(readBudget(github, common('1795255260000'), now)?.resetAt).toEqual(far?.resetAt);
    expect(
      readBudget({ ...github, form: 'epoch_milliseconds' }, common('1795255260'), now)?.resetAt,
    ).toBeNull();
    expect(readBudget(jira, common('9999-99-99T99:99Z'), now)?.resetAt).toBeNull();
  });

  it('survives any text: whole numbers from zero on, and a reset within a day', () => {
    const text = fc.oneof(fc.string(), fc.double().map(String), fc.nat().map(String), fc.date().map(String));
    const dialect = fc.constantFrom(github, linear, jira, zendesk, trello, zendeskEndpoint);
    fc.assert(
      fc.property(dialect, text, text, text, (kind, limit, remaining, reset) => {
        const headers =
          'all' in kind
            ? { [kind.all]: `total=${limit};remaining=${remaining};resets=${reset}` }
            : { [kind.limit ?? '']: limit, [kind.remaining]: remaining, [kind.reset]: reset };
        const reading = readBudget(kind, headers, now);
        for (const number of [reading?.remaining ?? 0, reading?.limit ?? 0]) {
          expect(Number.isSafeInteger(number) && number >= 0).toBe(true);
        }
        const away = (reading?.resetAt ?? now).getTime() - now.getTime();
        expect(Math.abs(away)).toBeLessThanOrEqual(longestClosureMs);
      }),
    );
  });

  it('is read back as it was written, in every form', () => {
    const forms = {
      epoch_seconds: (at: number) => String(at / 1000),
      epoch_milliseconds: String,
      iso_8601: (at: number) => new Date(at).toISOString(),
      seconds_left: (at: number) => String((at - now.getTime()) / 1000),
      window_milliseconds: (at: number) => String(at - now.getTime()),
    } as const;
    const form = fc.constantFrom(...(Object.keys(forms) as (keyof typeof forms)[]));
    fc.assert(
      fc.property(form, fc.nat(1e9), fc.nat(86_400), (name, remaining, seconds) => {
        const at = inSeconds(seconds);
        const headers = { r: String(remaining), t: forms[name](at.getTime()) };
        expect(readBudget({ remaining: 'r', reset: 't', form: name }, headers, now)).toEqual({
          remaining,
          limit: null,
          resetAt: at,
        });
      }),
    );
  });
});
