import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { effectiveIntervalOf, type Finding, quietPollsAfter } from './run-rhythm.js';

const intervals = fc.integer({ min: 60, max: 7 * 86_400 });
const triggers = fc.constantFrom('manual', 'schedule', 'webhook', 'change');
const findings = (isPushed: boolean): fc.Arbitrary<Finding[]> =>
  fc.array(fc.record({ trigger: triggers, hasChanged: fc.boolean(), isPushed: fc.constant(isPushed) }));
const quietAfter = (all: readonly Finding[]): number => all.reduce(quietPollsAfter, 0);
const quiet: Finding = { trigger: 'schedule', hasChanged: false, isPushed: false };

describe('the rhythm of a sync', () => {
  it('is never faster than allowed, nor slower than eight times or six hours', () => {
    fc.assert(
      fc.property(intervals, findings(false), (intervalSeconds, history) => {
        const rhythm = { intervalSeconds, adaptive: true, isPushed: false };
        const effective = effectiveIntervalOf({ ...rhythm, quietPolls: quietAfter(history) });
        expect(effective).toBeGreaterThanOrEqual(intervalSeconds);
        expect(effective).toBeLessThanOrEqual(
          Math.max(intervalSeconds, Math.min(8 * intervalSeconds, 6 * 3600)),
        );
      }),
    );
  });

  it('only slows down while nothing happens, and reaches its slowest', () => {
    fc.assert(
      fc.property(intervals, intervalSeconds => {
        let quietPolls = 0;
        let before = intervalSeconds;
        for (let poll = 0; poll < 30; poll += 1) {
          quietPolls = quietPollsAfter(quietPolls, quiet);
          const now = effectiveIntervalOf({ intervalSeconds, adaptive: true, isPushed: false, quietPolls });
          expect(now).toBeGreaterThanOrEqual(before);
          before = now;
        }
        expect(before).toBe(Math.max(intervalSeconds, Math.min(8 * intervalSeconds, 6 * 3600)));
      }),
    );
  });

  it('is the fastest again after the first change, whatever was before', () => {
    fc.assert(
      fc.property(intervals, findings(false), triggers, (intervalSeconds, history, trigger) => {
        const quietPolls = quietAfter([...history, { trigger, hasChanged: true, isPushed: false }]);
        const rhythm = { intervalSeconds, adaptive: true, isPushed: false, quietPolls };
        expect(effectiveIntervalOf(rhythm)).toBe(intervalSeconds);
      }),
    );
  });

  it('leaves it to webhooks once a poll found nothing beyond them, until one does', () => {
    const effective = (history: readonly Finding[]): number =>
      effectiveIntervalOf({
        ...{ intervalSeconds: 300, adaptive: true, isPushed: true },
        quietPolls: quietAfter(history),
      });
    const poll = { ...quiet, isPushed: true };
    const told = { trigger: 'webhook', hasChanged: true, isPushed: true } as const;
    expect(effective([])).toBe(300);
    expect(effective([told])).toBe(300);
    expect(effective([poll])).toBe(6 * 3600);
    expect(effective([poll, told, told])).toBe(6 * 3600);
    expect(effective([poll, told, { ...poll, hasChanged: true }])).toBe(300);
  });

  it('stays as it was set where nobody wants it to adapt', () => {
    fc.assert(
      fc.property(intervals, fc.nat(50), fc.boolean(), (intervalSeconds, quietPolls, isPushed) => {
        const rhythm = { intervalSeconds, adaptive: false, quietPolls, isPushed };
        expect(effectiveIntervalOf(rhythm)).toBe(intervalSeconds);
      }),
    );
  });
});
