import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { PullPage, RemoteChange, RemoteUpsert } from '#provider-sdk';
import type { TaskFields } from '#unified-models';
import { type GithubWorld, issueIn, startGithub } from '../github.contract.js';

const ada = { id: 583231, login: 'ada' };
let now: number;
let world: GithubWorld;
beforeEach(async () => {
  now = Date.parse('2027-03-01T12:00:00Z');
  world = await startGithub(() => new Date(now));
});
afterEach(() => world.stop());

const after = (seconds: number): void => {
  now += seconds * 1000;
};

const pages = async (cursor: string | null, known = new Map<string, string>()): Promise<PullPage[]> => {
  const found: PullPage[] = [];
  const request = {
    model: 'task',
    containerId: world.containerId,
    cursor,
    known: async () => known,
  } as const;
  for await (const page of world.provider.pull?.(world.session, request) ?? []) found.push(page);
  return found;
};

interface Pulled {
  readonly cursor: string;
  readonly changes: readonly RemoteChange[];
  readonly listing: boolean;
}

const pull = async (cursor: string | null, known?: Map<string, string>): Promise<Pulled> => {
  const all = await pages(cursor, known);
  return {
    cursor: all.at(-1)?.cursor ?? '',
    changes: all.flatMap(page => page.changes),
    listing: all.some(page => page.listing),
  };
};

const upsert = (change: RemoteChange | undefined): RemoteUpsert => {
  if (change?.kind !== 'upsert') throw new Error('Expected an upsert');
  return change;
};
const fieldsOf = (change: RemoteChange | undefined): TaskFields => upsert(change).fields as TaskFields;
const ids = ({ changes }: Pulled): string[] => changes.map(change => change.remoteId);

describe('pulling issues', () => {
  it('leaves pull requests and their comments out', async () => {
    world.store.create({ title: 'Issue' }, ada);
    const request = world.store.create({ title: 'Pull request', pull_request: { url: 'x' } }, ada);
    world.store.issues.set(request.number, { ...request, html_url: 'https://github.com/ada/site/pull/2' });
    world.store.comment({ ...request, html_url: 'https://github.com/ada/site/pull/2' }, 'LGTM', ada);
    const first = await pull(null);
    expect(ids(first)).toEqual(['1']);
    expect(ids(await pull(first.cursor))).toEqual([]);
  });

  it('brings comments in their order, and those edited without the issue noticing', async () => {
    const issue = world.store.create({ title: 'Issue' }, ada);
    const comment = world.store.comment(issue, 'First', ada);
    world.store.comment(issueIn(world.store, '1'), 'Second', { id: 42, login: 'octocat' });
    const first = await pull(null);
    expect(fieldsOf(first.changes[0]).comments).toEqual([
      {
        id: String(comment.id),
        author: { id: 'ada', name: null, email: null },
        text: 'First',
        createdAt: comment.created_at,
      },
      expect.objectContaining({ text: 'Second', author: { id: 'octocat', name: null, email: null } }),
    ]);
    after(600);
    const known = new Map([['1', upsert(first.changes[0]).version]]);
    const idle = await pull(first.cursor, known);
    expect(idle.changes).toEqual([]);
    world.store.editComment(comment, 'First, corrected');
    const second = await pull(idle.cursor, known);
    expect(fieldsOf(second.changes[0]).comments.map(({ text }) => text)).toEqual([
      'First, corrected',
      'Second',
    ]);
    expect(upsert(second.changes[0]).version).not.toBe(known.get('1'));
    expect((await pull(second.cursor, known)).changes).toEqual([]);
  });

  it('sees two changes within one second', async () => {
    const issue = world.store.create({ title: 'One' }, ada);
    const { cursor } = await pull(null);
    world.store.edit(issue, { title: 'Two' });
    const second = await pull(cursor);
    expect(fieldsOf(second.changes[0]).title).toBe('Two');
    world.store.edit(issueIn(world.store, '1'), { title: 'Three' });
    const third = await pull(second.cursor);
    expect(fieldsOf(third.changes[0]).title).toBe('Three');
    expect(ids(await pull(third.cursor))).toEqual([]);
  });

  it('sees what a replica showed late', async () => {
    const late = world.store.create({ title: 'Late' }, ada);
    world.store.issues.delete(late.number);
    after(20);
    world.store.create({ title: 'Soon' }, ada);
    const { cursor } = await pull(null);
    world.store.issues.set(late.number, late);
    expect(ids(await pull(cursor))).toEqual(['1']);
  });

  it('reads a thousand issues though others are deleted and changed meanwhile', async () => {
    for (let index = 0; index < 1000; index += 1) {
      if (index % 40 === 0) after(1);
      world.store.create({ title: `Issue ${index}` }, ada);
    }
    const seen = new Set<string>();
    const request = {
      model: 'task',
      containerId: world.containerId,
      cursor: null,
      known: async () => new Map(),
    } as const;
    let count = 0;
    for await (const page of world.provider.pull?.(world.session, request) ?? []) {
      for (const change of page.changes) seen.add(change.remoteId);
      count += 1;
      if (count > 8) continue;
      after(1);
      for (const id of [count * 3, count * 5]) {
        const issue = world.store.issues.get(id);
        if (issue) world.store.remove(issue);
      }
      world.store.edit(issueIn(world.store, String(900 + count)), { title: 'Moved' });
    }
    const missing = [...world.store.issues.keys()].filter(number => !seen.has(String(number)));
    expect(missing).toEqual([]);
    expect(count).toBeGreaterThan(9);
  });

  it('follows the link when one second holds more than a page', async () => {
    for (let index = 0; index < 250; index += 1) world.store.create({ title: `Imported ${index}` }, ada);
    const first = await pull(null);
    expect(new Set(ids(first)).size).toBe(250);
    after(60);
    const { cursor } = await pull(first.cursor);
    after(60);
    world.store.create({ title: 'Later' }, ada);
    expect(ids(await pull(cursor))).toContain('251');
  });

  it('resumes a listing after any page', async () => {
    for (let index = 0; index < 230; index += 1) {
      after(1);
      world.store.create({ title: `Issue ${index}` }, ada);
    }
    const [first] = await pages(null);
    const others = await pages(first?.cursor ?? null);
    expect(others.every(page => page.listing)).toBe(true);
    const all = [first, ...others].flatMap(page => page?.changes.map(change => change.remoteId) ?? []);
    expect(new Set(all).size).toBe(230);
  });
});

describe('pulling when little happens', () => {
  it('costs nothing of the hour’s requests once nothing changes', async () => {
    world.store.create({ title: 'Issue' }, ada);
    const { cursor } = await pull(null);
    const settled = await pull(cursor);
    const before = world.simulator.rate.headers()['x-ratelimit-used'];
    const again = await pull(settled.cursor);
    expect(again.changes).toEqual([]);
    expect(world.simulator.rate.headers()['x-ratelimit-used']).toBe(before);
    expect(world.simulator.server.log.slice(-2).map(({ status }) => status)).toEqual([304, 304]);
    after(60);
    world.store.create({ title: 'New' }, ada);
    expect(ids(await pull(again.cursor))).toEqual(['2']);
  });

  it('asks for a new listing a day after the last, because deletions show nowhere else', async () => {
    const issue = world.store.create({ title: 'Issue' }, ada);
    world.store.create({ title: 'Other' }, ada);
    const { cursor, changes } = await pull(null);
    world.store.remove(issue);
    after(23 * 3600);
    expect((await pull(cursor)).changes).toEqual([]);
    after(2 * 3600);
    await expect(pull(cursor)).rejects.toMatchObject({ providerCode: 'cursor_expired' });
    const known = new Map(changes.map(change => [change.remoteId, upsert(change).version]));
    const listing = await pages(null, known);
    expect(listing.map(page => [page.listing, page.changes, page.unchanged])).toEqual([[true, [], ['2']]]);
  });

  it('says what a limit, a locked door and a repository without issues mean', async () => {
    world.simulator.rate.exhaust();
    const limited = { providerCode: 'rate_limited', retryAfterMs: 3_600_000 };
    await expect(pull(null)).rejects.toMatchObject(limited);
    after(3600);
    const abuse = { message: 'You have exceeded a secondary rate limit.' };
    world.failNext({ status: 403, body: JSON.stringify(abuse) });
    await expect(pull(null)).rejects.toMatchObject({ providerCode: 'rate_limited', retryAfterMs: 60_000 });
    world.failNext({ status: 403, headers: { 'retry-after': '30' }, body: JSON.stringify(abuse) });
    await expect(pull(null)).rejects.toMatchObject({ providerCode: 'rate_limited', retryAfterMs: 30_000 });
    world.failNext({ status: 403, body: '{"message":"Resource not accessible by integration"}' });
    await expect(pull(null)).rejects.toMatchObject({ providerCode: 'insufficient_scope' });
    world.failNext({ status: 410, body: '{"message":"Issues are disabled for this repo"}' });
    await expect(pull(null)).rejects.toMatchObject({ providerCode: 'not_found', remoteStatus: 410 });
  });
});
