import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestHub, type TestHub } from '#support';

let hub: TestHub;
let known: Set<string>;

beforeAll(async () => {
  hub = await startTestHub();
  const answer = await fetch(`${hub.url}/metrics`, {
    headers: { authorization: `Bearer ${hub.operatorKey}` },
  });
  const names = [...(await answer.text()).matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  known = new Set(
    names.flatMap(([, name = '', type]) => (type === 'histogram' ? [`${name}_bucket`] : [name])),
  );
});
afterAll(() => hub.stop());

const metricsIn = (text: string): string[] => text.match(/\b(causeway|process)_[a-z_]+/g) ?? [];

describe('the files for Prometheus and Grafana', () => {
  it.each(['grafana/dashboards/causeway.json', 'prometheus/alerts.yml'])(
    'ask only for what the hub measures (%s)',
    file => {
      const asked = metricsIn(readFileSync(`deploy/${file}`, 'utf8'));
      expect(asked.length).toBeGreaterThan(4);
      expect(asked.filter(name => !known.has(name))).toEqual([]);
    },
  );
});
