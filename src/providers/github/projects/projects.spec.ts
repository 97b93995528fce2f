import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '#kernel';
import type { ProviderSession, PullPage } from '#provider-sdk';
import { models } from '#unified-models';
import { type GithubWorld, startGithub } from '../github.contract.js';
import { collect, complete, remoteIds } from '../github.testing.contract.js';

const containerId = 'projects/orgs/octo/4';
const at = '2027-03-01T12:00:00Z';
const status = (raw: string): unknown => ({
  id: 3,
  name: 'Status',
  data_type: 'single_select',
  value: { name: { raw } },
});
const item = (id: number, more: object = {}): Record<string, unknown> => ({
  ...{ id, content_type: 'DraftIssue', updated_at: at, archived_at: null, fields: [status('Todo')] },
  ...{
    content: {
      id,
      title: `Draft ${id}`,
      body: null,
      user: { id: 1, login: 'ada' },
      created_at: at,
      updated_at: at,
    },
  },
  ...more,
});

let world: GithubWorld;
let session: ProviderSession;
let items: Record<string, unknown>[];
beforeEach(async () => {
  world = await startGithub();
  const token = world.simulator.accounts.issueToken(['repo', 'read:project']);
  const headers = { authorization: `Bearer ${token}` };
  const send = world.session.http.request;
  session = {
    ...world.session,
    http: { request: request => send({ ...request, headers: { ...request.headers, ...headers } }) },
  };
  items = [item(1), item(2)];
  const fields = [
    { id: 1, name: 'Title', data_type: 'title' },
    { id: 3, name: 'Status', data_type: 'single_select' },
  ];
  world.simulator.projects.push({ owner: 'orgs/octo', number: 4, title: 'Road map', items, fields });
});
afterEach(() => world.stop());

const pull = (cursor: string | null, known = new Map<string, string>()): Promise<PullPage[]> =>
  collect(world.provider.pull?.(session, { model: 'task', containerId, cursor, known: async () => known }));

describe('a project', () => {
  it('is offered for reading to who may see it, and hides nothing else from who may not', async () => {
    const found = await collect(world.provider.containers?.(session, 'task'));
    expect(found).toContainEqual({ id: containerId, name: 'octo: Road map', writable: false });
    const others = await collect(world.provider.containers?.(world.session, 'task'));
    expect(others.map(({ id }) => id)).toEqual(['1001', '1002']);
  });

  it('brings issues and drafts with their columns, without pull requests and what was archived', async () => {
    const issue = world.store.create(
      { title: 'Issue', state: 'closed', labels: [{ name: 'bug' }] },
      { id: 1, login: 'ada' },
    );
    items.push(
      item(3, { content_type: 'Issue', content: issue, fields: [status('Done')] }),
      item(4, { content_type: 'PullRequest' }),
      item(5, { archived_at: at }),
      item(6, { content: null }),
    );
    const changes = (await pull(null)).flatMap(page => page.changes);
    const fields = changes.map(change => (change.kind === 'upsert' ? change.fields : {}));
    expect(changes.map(change => change.remoteId)).toEqual(['1', '2', '3']);
    expect(fields[0]).toMatchObject({ title: 'Draft 1', status: 'open', section: 'Todo', url: null });
    expect(fields[2]).toMatchObject({ title: 'Issue', status: 'done', section: 'Done', labels: ['bug'] });
    for (const one of fields) expect(models.task.schema.safeParse(one).success).toBe(true);
  });

  it('is listed anew each time, page by page, and names what the hub knows instead of sending it', async () => {
    for (let id = 3; id <= 230; id += 1) items.push(item(id));
    const first = await pull(null);
    expect(new Set(remoteIds(first)).size).toBe(230);
    expect(remoteIds(await pull(first[0]?.cursor ?? null)).length).toBe(130);
    await expect(pull(first.at(-1)?.cursor ?? null)).rejects.toMatchObject({
      providerCode: 'cursor_expired',
    });
    const known = new Map(
      first.flatMap(page =>
        page.changes.flatMap(change => (change.kind === 'upsert' ? [[change.remoteId, change.version]] : [])),
      ) as [string, string][],
    );
    items[0] = item(1, { fields: [status('Doing')] });
    const again = await pull(null, known);
    expect(remoteIds(again)).toEqual(['1']);
    expect(again.flatMap(page => page.unchanged)).toHaveLength(229);
  });

  it('takes no writes, and says that it has no push', async () => {
    const base = { model: 'task', containerId, recordId: newId() } as const;
    const change = {
      ...base,
      kind: 'upsert',
      fields: complete({ title: 'x' }),
      changed: ['title'],
      remote: null,
    } as const;
    const refusal = { providerCode: 'permanent' };
    const before = world.requests();
    await expect(world.provider.push?.(session, change)).rejects.toMatchObject(refusal);
    const wish = { containerId, callbackUrl: 'http://127.0.0.1/x', secret: 's', subscriptionId: newId() };
    expect(await world.provider.subscribe?.(session, wish)).toBeNull();
    expect(world.requests()).toBe(before);
  });
});
