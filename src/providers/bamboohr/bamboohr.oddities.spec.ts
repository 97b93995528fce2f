import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { PullPage, UpsertChange } from '#provider-sdk';
import { employee, sensitiveEmployeeFields } from '#unified-models';
import { verifySignature } from '#webhooks/signatures';
import { type BamboohrWorld, startBamboohr } from './bamboohr.contract.js';
import { bamboohrManifest } from './bamboohr.manifest.js';
import { withoutFields } from './employees/payload.js';

let world: BamboohrWorld;
beforeEach(async () => {
  world = await startBamboohr();
});
afterEach(() => world.stop());

const grace = {
  ...{ firstName: 'Grace', lastName: 'Hopper', workEmail: 'grace@example.com', dateOfBirth: '1906-12-09' },
  ...{
    ssn: '123-45-6789',
    address1: 'Main St',
    city: 'Arlington',
    reportsToId: '7',
    reportsToName: 'Howard',
  },
};
const pull = async (cursor: string | null, withheld?: readonly string[]): Promise<PullPage> => {
  const known = () => Promise.resolve(new Map<string, string>());
  const request = { model: 'employee' as const, containerId: 'employees', cursor, known };
  for await (const page of world.provider.pull?.(world.session, {
    ...request,
    ...(withheld ? { withheld } : {}),
  }) ?? [])
    return page;
  throw new Error('No page');
};
const only = (page: PullPage) => {
  const [change] = page.changes;
  if (change?.kind !== 'upsert') throw new Error('Nothing was pulled');
  return change;
};
const creation = (fields: object): UpsertChange => ({
  ...{ kind: 'upsert', model: 'employee', containerId: 'employees', recordId: 'r1', remote: null },
  fields: { ...employee.defaults, displayName: '', ...fields },
  changed: Object.keys(employee.schema.shape),
});
const push = (change: UpsertChange) => world.provider.push!(world.session, change);

describe('BambooHR', () => {
  it('is never asked for what is withheld, and nothing of it is kept', async () => {
    world.simulator.store.insert(grace);
    const change = only(await pull(null, sensitiveEmployeeFields));
    const asked = world.simulator.server.log.map(({ query }) => query['fields'] ?? '').join();
    expect(asked).toContain('workEmail');
    expect(asked).not.toMatch(/dateOfBirth|ssn|address1|home|gender|payRate|marital|nationality/);
    expect(change.data).not.toMatch(/1906|6789|Arlington/);
    expect(change.fields).toMatchObject({ birthday: null, nationalId: null, homeAddress: null });
  });

  it('gives the same payload without the fields whether they were asked or taken out', async () => {
    world.simulator.store.insert(grace);
    const [all, some] = [only(await pull(null)), only(await pull(null, sensitiveEmployeeFields))];
    expect(all.data).toContain('123-45-6789');
    expect(withoutFields(all.data, sensitiveEmployeeFields)).toBe(some.data);
  });

  it('names the manager as a person, and lets nobody write one', async () => {
    const id = world.simulator.store.insert(grace);
    const { fields, version, data } = only(await pull(null));
    expect(fields['manager']).toEqual({ id: '7', name: 'Howard', email: null });
    const remote = { id, version, data };
    const change = { ...creation({ ...fields, manager: null }), changed: ['manager'], remote };
    await expect(push(change)).rejects.toMatchObject({ providerCode: 'permanent' });
  });

  it('leaves out what it may not see, and reads on', async () => {
    world.simulator.company.hidden.add('workEmail').add('photoUrl');
    world.simulator.store.insert(grace);
    expect(only(await pull(null)).fields).toMatchObject({ workEmail: null, givenName: 'Grace' });
  });

  it('asks to slow down by 503 with Retry-After', async () => {
    world.failNext({ status: 503, headers: { 'retry-after': '9' } });
    await expect(pull(null)).rejects.toMatchObject({ providerCode: 'rate_limited', retryAfterMs: 9_000 });
  });

  it('tells of deletions in its feed, and of employees that went meanwhile', async () => {
    const { store } = world.simulator;
    const [gone, vanished] = [store.insert(grace), store.insert({ firstName: 'A', lastName: 'B' })];
    const { cursor } = await pull(null);
    store.remove(gone);
    store.update(vanished, { firstName: 'C' });
    store.employees.delete(vanished);
    const { changes } = await pull(cursor);
    const kinds = [gone, vanished].map(remoteId => ({ kind: 'delete', remoteId }));
    expect(changes).toEqual(expect.arrayContaining(kinds));
  });

  it('does not make a second employee of one who has the work address already, and overwrites nothing', async () => {
    const id = world.simulator.store.insert(grace);
    const names = {
      givenName: 'Grace',
      familyName: 'Hopper',
      workEmail: 'Grace@example.com',
      jobTitle: 'Admiral',
    };
    const result = await push(creation(names));
    expect(result).toMatchObject({ outcome: 'stale', current: { remoteId: id, fields: { jobTitle: null } } });
    expect(world.simulator.store.employees.size).toBe(1);
  });

  it('deletes nobody: the wish is refused with what to do instead', async () => {
    const id = world.simulator.store.insert(grace);
    const { version, data } = only(await pull(null));
    const common = { model: 'employee', containerId: 'employees', recordId: 'r1' } as const;
    const wish = { kind: 'delete', ...common, remote: { id, version, data } } as const;
    await expect(world.provider.push!(world.session, wish)).rejects.toMatchObject({
      providerCode: 'permanent',
    });
    expect(world.simulator.store.employees.has(id)).toBe(true);
  });

  it('answers XML to who does not ask for JSON, so that is asked for', async () => {
    world.simulator.store.insert(grace);
    const authorization = `Basic ${Buffer.from('key:x').toString('base64')}`;
    const answer = await fetch(`${world.simulator.apiUrl}/employees`, {
      headers: { authorization, accept: '*/*' },
    });
    expect(await answer.text()).toMatch(/^<\?xml/);
    expect((await pull(null)).changes).toHaveLength(1);
  });

  it('wants a name for its company that can be part of a host, and nothing else', () => {
    const { auth } = bamboohrManifest;
    const settings = auth.kind === 'oauth2' ? auth.settings : undefined;
    expect(settings?.parse({ companyDomain: ' Acme-1 ' })).toEqual({ companyDomain: 'acme-1' });
    for (const companyDomain of [
      '',
      'a.b',
      'evil.com/',
      'a/b',
      'a#',
      'a@b',
      '-a',
      'a-',
      'ä',
      'a b',
      'a\n.b',
      '%2e',
    ])
      expect(settings?.safeParse({ companyDomain }).success).toBe(false);
  });
});

describe('BambooHR’s webhooks', () => {
  const request = {
    ...{ containerId: 'employees', secret: 'ours', subscriptionId: 's1' },
    callbackUrl: 'http://127.0.0.1:1/hooks/bamboohr/t',
  };

  it('come with a key that the vendor chose; a repeated try leaves one of them', async () => {
    const first = await world.provider.subscribe!(world.session, request);
    const second = await world.provider.subscribe!(world.session, request);
    expect(second?.secret).toMatch(/^[0-9a-f]{32}$/);
    expect(second?.secret).not.toBe(first?.secret);
    expect([...world.simulator.hooks.hooks.keys()]).toEqual([second?.id]);
    await world.provider.unsubscribe!(world.session, second!);
    await world.provider.unsubscribe!(world.session, second!);
    expect(world.simulator.hooks.hooks.size).toBe(0);
  });

  it('watch nothing that is private', async () => {
    await world.provider.subscribe!(world.session, request);
    const [hook] = world.simulator.hooks.hooks.values();
    expect(hook?.monitorFields.join()).not.toMatch(/dateOfBirth|ssn|address|home|gender|pay|marital/);
  });

  it('are signed over body and timestamp, in this order', async () => {
    const now = new Date('2026-05-01T12:00:00Z');
    const body = Buffer.from('{"type":"employee.updated","data":{"employeeId":"7"}}');
    const stamp = String(now.getTime() / 1000);
    const signed = (text: string) => createHmac('sha256', 'key').update(text).digest('hex');
    const deliver = (signature: string) =>
      verifySignature(
        bamboohrManifest.webhooks!.signature,
        {
          ...{ url: request.callbackUrl, query: [], body },
          headers: [
            ['x-bamboohr-signature', signature],
            ['x-bamboohr-timestamp', stamp],
          ],
        },
        ['key'],
        { now, keys: () => Promise.reject(new Error('There are no published keys')) },
      );
    expect(await deliver(signed(`${body.toString()}${stamp}`))).toMatchObject({ ok: true });
    expect(await deliver(signed(`${stamp}${body.toString()}`))).toMatchObject({ ok: false });
  });

  it('start a run, name who was deleted, and mean nothing where the type is unknown', () => {
    const receipt = (body: unknown) => ({
      ...{ id: 'r', eventType: '', headers: {}, text: '', subscription: null, receivedAt: new Date() },
      body,
    });
    const parse = (body: unknown) => world.provider.parseWebhook?.(receipt(body));
    const changed = { kind: 'changed', model: 'employee', containerId: 'employees' };
    expect(parse({ type: 'employee.updated', data: { employeeId: '7' } })).toEqual([changed]);
    const gone = parse({ type: 'employee.deleted', data: { employeeId: '7' } });
    expect(gone).toEqual([{ ...changed, deleted: ['7'] }]);
    for (const body of [null, {}, [], { type: 7 }, { type: 'company.updated' }])
      expect(parse(body)).toEqual([]);
  });
});
