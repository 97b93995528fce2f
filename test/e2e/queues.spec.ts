import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import pg from 'pg';
import { type DeadItem, Jobs, laneOf, Task, type TaskHandler, type TaskOutcome } from '#jobs';
import { createOrganization, startTestHub, type TestHub, type TestOrganization, until } from '#support';

const seen: string[] = [];
const dead = new Map<string, DeadItem>();

@Task('test.poison')
@Injectable()
class Poison implements TaskHandler {
  readonly dead = {
    list: () => Promise.resolve({ data: [...dead.values()], nextCursor: null }),
    count: () => Promise.resolve(dead.size),
    replay: (ids: readonly string[]) => Promise.resolve(ids.filter(id => dead.delete(id)).length),
  };

  run(lane: string): Promise<TaskOutcome> {
    seen.push(lane);
    if (lane.endsWith('/poison')) return Promise.reject(new Error('it cannot be digested'));
    return Promise.resolve('done');
  }
}

@Module({ providers: [Poison] })
class PoisonModule {}

interface Queue {
  readonly task: string;
  readonly failing: number;
  readonly dead: number | null;
  readonly paused: boolean;
  readonly lastMinute: { readonly runs: number; readonly failures: number };
}

let hub: TestHub;
let acme: TestOrganization;

const ask = async <T>(method: string, path: string, body?: object): Promise<{ status: number; body: T }> => {
  const answer = await fetch(`${hub.url}/admin/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${hub.operatorKey}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await answer.text();
  return { status: answer.status, body: (text ? JSON.parse(text) : null) as T };
};
const queue = async (): Promise<Queue> => {
  const { body } = await ask<{ data: Queue[] }>('GET', '/queues');
  return body.data.find(({ task }) => task === 'test.poison')!;
};
const wake = (id: string): Promise<void> =>
  hub.hub.app.get(Jobs, { strict: false }).wake('test.poison', laneOf(acme.id, id));

beforeAll(async () => {
  hub = await startTestHub({}, { extraModules: [PoisonModule] });
  acme = await createOrganization(hub.url, hub.operatorKey, 'Acme');
});
afterAll(() => hub.stop());

describe('an operator', () => {
  it('sees a lane that throws, with its error', async () => {
    await wake('poison');
    const { body } = await until(
      () => ask<{ data: object[] }>('GET', '/queues/test.poison/failing'),
      answer => answer.body.data.length === 1,
    );
    expect(body.data[0]).toMatchObject({ lane: `${acme.id}/poison`, lastError: 'it cannot be digested' });
    const figures = await until(queue, found => found.lastMinute.failures > 0);
    expect(figures).toMatchObject({ failing: 1, dead: 0, paused: false });
  });

  it('pauses and resumes an organization', async () => {
    const target = { kind: 'organization', key: acme.id };
    expect((await ask('POST', '/queues/pauses', { ...target, reason: 'they asked' })).status).toBe(201);
    await new Promise(resolve => setTimeout(resolve, 1500));
    await wake('a');
    await new Promise(resolve => setTimeout(resolve, 1500));
    expect(seen).not.toContain(`${acme.id}/a`);
    expect((await ask<{ data: object[] }>('GET', '/queues/pauses')).body.data).toMatchObject([
      { ...target, reason: 'they asked' },
    ]);
    expect((await ask('DELETE', `/queues/pauses?kind=organization&key=${acme.id}`)).status).toBe(204);
    expect((await ask('DELETE', `/queues/pauses?kind=organization&key=${acme.id}`)).status).toBe(404);
    await until(
      () => Promise.resolve(seen),
      runs => runs.includes(`${acme.id}/a`),
    );
  });

  it('lists dead work and replays it', async () => {
    const item = { id: 'd1', organizationId: acme.id, lane: `${acme.id}/a`, error: 'x', attempts: 3 };
    dead.set('d1', { ...item, diedAt: '2026-01-01T00:00:00Z' });
    expect((await queue()).dead).toBe(1);
    const { body } = await ask<{ data: object[] }>('GET', '/queues/test.poison/dead');
    expect(body.data).toHaveLength(1);
    const replayed = await ask('POST', '/queues/test.poison/dead/replay', { ids: ['d1', 'gone'] });
    expect(replayed).toEqual({ status: 200, body: { replayed: 1 } });
    expect((await queue()).dead).toBe(0);
  });

  it('weighs an organization', async () => {
    expect(await ask('PUT', `/organizations/${acme.id}/weight`, { weight: 5 })).toMatchObject({
      status: 200,
    });
    expect((await ask('PUT', `/organizations/${acme.id}/weight`, { weight: 0 })).status).toBe(422);
    const client = new pg.Client(hub.database.superuser);
    await client.connect();
    const { rows } = await client.query('select * from job_weight');
    await client.end();
    expect(rows).toEqual([{ organization: acme.id, weight: 5 }]);
  });

  it('is told of queues and targets that are none', async () => {
    for (const path of ['/queues/none/dead', '/queues/none/failing', '/queues/connections.refresh/dead'])
      expect((await ask('GET', path)).status).toBe(404);
    expect((await ask('POST', '/queues/pauses', { kind: 'task', key: 'none' })).status).toBe(404);
    expect((await ask('POST', '/queues/pauses', { kind: 'organization', key: 'none' })).status).toBe(404);
    expect((await ask('POST', '/queues/pauses', { kind: 'planet', key: 'x' })).status).toBe(422);
  });

  it('finds the figures in the metrics; an organization’s owner finds none of it', async () => {
    const metrics = await fetch(`${hub.url}/metrics`, {
      headers: { authorization: `Bearer ${hub.operatorKey}` },
    });
    expect(await metrics.text()).toContain('causeway_queue_waiting{task="test.poison"} 0');
    const owner = { authorization: `Bearer ${acme.owner.key}` };
    expect((await fetch(`${hub.url}/admin/v1/queues`, { headers: owner })).status).toBe(404);
  });
});
