import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { plan, type Standing, type Step, type Wanted } from './plan.js';

const hour = 3_600_000;
const day = 24 * hour;
const start = Date.UTC(2026, 10, 21);

/** A vendor whose subscriptions live a week, and rows as the reconciler keeps them. */
class Stage {
  rows: Standing[] = [];
  atVendor = new Map<string, { until: number; key: string }>();
  wanted: Wanted[] = [];
  ms = start;
  private made = 0;

  constructor(readonly renewable: boolean) {}

  get now(): Date {
    return new Date(this.ms);
  }

  settle(): void {
    for (let round = 0; round < 10; round++) {
      const { wanted, rows: standing, renewable, now } = this;
      const steps = plan({ wanted, standing, renewable, now });
      if (steps.length === 0) return;
      for (const step of steps) this.carryOut(step);
    }
    throw new Error('The plan never ends');
  }

  living(): string[] {
    return [...this.atVendor.values()].filter(({ until }) => until > this.ms).map(({ key }) => key);
  }

  private carryOut(step: Step): void {
    if (step.kind === 'create') {
      const open = { expiresAt: null, renewAt: null, nextAttemptAt: null };
      this.rows.push({ ...step.wanted, id: `s${++this.made}`, status: 'pending', ...open });
      return;
    }
    const row = this.rows.find(({ id }) => id === step.id);
    if (!row) throw new Error(`${step.kind} of an unknown row`);
    const rest = this.rows.filter(other => other !== row);
    if (step.kind === 'forget' || step.kind === 'unsubscribe') {
      this.rows = rest;
      this.atVendor.delete(row.id);
    } else if (step.kind === 'remove') this.replace(row, { ...row, status: 'removing' });
    else {
      this.atVendor.set(row.id, { until: this.ms + 7 * day, key: row.containerId });
      const times = { expiresAt: new Date(this.ms + 7 * day), renewAt: new Date(this.ms + 3.5 * day) };
      this.replace(row, { ...row, status: 'active', ...times });
    }
  }

  private replace(old: Standing, row: Standing): void {
    this.rows = this.rows.map(other => (other === old ? row : other));
  }
}

const move = fc.oneof(
  fc.record({ kind: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 300 }) }),
  fc.record({ kind: fc.constant('want' as const), ids: fc.uniqueArray(fc.constantFrom('a', 'b', 'c')) }),
  fc.record({ kind: fc.constant('lapse' as const) }),
);

describe('the plan of a connection’s subscriptions', () => {
  it('always ends with exactly one living subscription per wanted container, and no other', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.array(move, { maxLength: 12 }), (renewable, moves) => {
        const stage = new Stage(renewable);
        for (const step of moves) {
          if (step.kind === 'wait') stage.ms += step.hours * hour;
          else if (step.kind === 'want')
            stage.wanted = step.ids.map(containerId => ({ model: 'task', containerId }));
          else {
            stage.atVendor.clear();
            stage.rows = stage.rows.map(row => ({ ...row, expiresAt: stage.now }));
          }
          stage.settle();
          expect(stage.living().sort()).toEqual(stage.wanted.map(({ containerId }) => containerId).sort());
          expect(stage.rows).toHaveLength(stage.wanted.length);
        }
      }),
    );
  });

  it('renews at half of the life, so that a day of trouble costs nothing', () => {
    const stage = new Stage(true);
    stage.wanted = [{ model: 'task', containerId: 'a' }];
    stage.settle();
    stage.ms += 3.4 * day;
    expect(plan({ wanted: stage.wanted, standing: stage.rows, renewable: true, now: stage.now })).toEqual([]);
    stage.ms += 0.2 * day;
    const steps = plan({ wanted: stage.wanted, standing: stage.rows, renewable: true, now: stage.now });
    expect(steps).toEqual([{ kind: 'renew', id: 's1' }]);
  });

  it('asks a vendor that refused not before its time', () => {
    const wanted = [{ model: 'task', containerId: 'a' }];
    const row = { id: 's1', model: 'task', containerId: 'a', status: 'pending' as const };
    const later = { expiresAt: null, renewAt: null, nextAttemptAt: new Date(start + hour) };
    const at = (ms: number): Step[] =>
      plan({ wanted, standing: [{ ...row, ...later }], renewable: false, now: new Date(ms) });
    expect(at(start)).toEqual([]);
    expect(at(start + hour)).toEqual([{ kind: 'subscribe', id: 's1' }]);
  });

  it('asks no more about a container that the vendor tells nothing of, until nobody wants it', () => {
    const wanted = [{ model: 'task', containerId: 'a' }];
    const times = { expiresAt: null, renewAt: null, nextAttemptAt: null };
    const standing = [{ ...wanted[0]!, ...times, id: 's1', status: 'unavailable' as const }];
    for (const ms of [start, start + 365 * day])
      expect(plan({ wanted, standing, renewable: false, now: new Date(ms) })).toEqual([]);
    expect(plan({ wanted: [], standing, renewable: false, now: new Date(start) })).toEqual([
      { kind: 'remove', id: 's1' },
    ]);
  });
});
