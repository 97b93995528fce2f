import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { changesOf, cursorOf, type SlackStage, slackStage } from '../slack.stage.contract.js';
import { versionOf } from './read-message.js';

let stage: SlackStage;
beforeEach(async () => {
  stage = await slackStage();
});
afterEach(() => stage.simulator.stop());

const say = (text: string, more: object = {}): string =>
  stage.channel.post({ text, user: 'UADA', ...more }).ts;
const ids = (pages: Awaited<ReturnType<SlackStage['pages']>>): string[] =>
  changesOf(pages).map(change => change.remoteId);

describe('a listing of a channel', () => {
  it('follows cursors to the end and brings replies with their threads', async () => {
    const parents = Array.from({ length: 101 }, (_, index) => say(`Message ${index}`));
    const reply = say('A reply', { thread_ts: parents[0] });
    const pages = await stage.pages(null);
    expect(pages.map(page => [page.listing, page.last])).toEqual([
      [true, false],
      [true, true],
    ]);
    expect(ids(pages).sort()).toEqual([...parents, reply].sort());
    const found = changesOf(pages).find(change => change.remoteId === reply);
    expect(found).toMatchObject({ fields: { threadId: parents[0], text: 'A reply' } });
    const parent = changesOf(pages).find(change => change.remoteId === parents[0]);
    expect(parent).toMatchObject({ fields: { threadId: null, replyCount: 1 } });
  });

  it('goes on where a crash left it, and misses nothing that came meanwhile', async () => {
    for (let index = 0; index < 101; index += 1) say(`Message ${index}`);
    const [first] = await stage.pages(null);
    const late = say('While it was listing');
    const rest = await stage.pages(first?.cursor ?? null);
    expect(ids(await stage.pages(cursorOf(rest)))).toContain(late);
  });

  it('begins anew when Slack forgot a cursor', async () => {
    for (let index = 0; index < 101; index += 1) say(`Message ${index}`);
    const [first] = await stage.pages(null);
    stage.simulator.expireCursors();
    await expect(stage.pages(first?.cursor ?? null)).rejects.toMatchObject({
      providerCode: 'cursor_expired',
    });
  });

  it('leaves out what was deleted and keeps the replies to it', async () => {
    const parent = say('Gone soon');
    const reply = say('Still here', { thread_ts: parent });
    stage.channel.remove(parent);
    expect(ids(await stage.pages(null))).toEqual([reply]);
  });
});

describe('an incremental pull', () => {
  it('brings new messages, edited ones and new replies to old threads', async () => {
    const [kept, edited, thread] = [say('Kept'), say('Before'), say('Thread')];
    const cursor = cursorOf(await stage.pages(null));
    stage.channel.edit(edited, { text: 'After' }, 'UADA');
    const reply = say('Reply', { thread_ts: thread });
    const created = say('New');
    const pages = await stage.pages(cursor);
    expect(ids(pages)).not.toContain(kept);
    expect(ids(pages)).toEqual(expect.arrayContaining([edited, reply, created]));
    expect(changesOf(pages).find(change => change.remoteId === edited)).toMatchObject({
      fields: { text: 'After' },
    });
    expect(ids(await stage.pages(cursorOf(pages))).filter(id => id !== edited)).toEqual([]);
  });

  it('notices reactions to messages that the hub knows, and tombstones', async () => {
    const [liked, parent] = [say('Liked'), say('Parent')];
    say('Reply', { thread_ts: parent });
    const listing = await stage.pages(null);
    const known = new Map(
      changesOf(listing).flatMap(change =>
        change.kind === 'upsert' ? [[change.remoteId, change.version] as const] : [],
      ),
    );
    stage.channel.react(liked, 'tada', 'UGRACE');
    stage.channel.remove(parent);
    const changes = changesOf(await stage.pages(cursorOf(listing), known));
    expect(changes).toHaveLength(2);
    expect(changes).toContainEqual({ kind: 'delete', remoteId: parent });
    expect(changes).toContainEqual(
      expect.objectContaining({
        remoteId: liked,
        fields: expect.objectContaining({ reactions: [{ name: 'tada', count: 1 }] }),
      }),
    );
  });

  it('reads a whole workspace of members, without bots, and again only what changed', async () => {
    const workspace = stage.simulator.workspace('T0ACME');
    workspace.addMember({ id: 'UBOT', name: 'bot', is_bot: true });
    workspace.addMember({ id: 'UGONE', name: 'gone', deleted: true });
    const first = await stage.pages(null, new Map(), 'contact');
    expect(ids(first)).toEqual(['UADA', 'UGRACE', 'UGONE']);
    expect(changesOf(first)[0]).toMatchObject({
      fields: { displayName: 'ada', emails: [{ value: 'ada@example.com', label: 'work' }], active: true },
    });
    expect(changesOf(first)[2]).toMatchObject({ fields: { active: false } });
    const known = new Map(
      changesOf(first).flatMap(change => ('version' in change ? [[change.remoteId, change.version]] : [])),
    );
    workspace.addMember({ id: 'UADA', name: 'ada', real_name: 'Ada Lovelace' });
    const again = await stage.pages(cursorOf(first), known, 'contact');
    expect(ids(again)).toEqual(['UADA']);
    expect(again.flatMap(page => page.unchanged)).toEqual(['UGRACE', 'UGONE']);
  });
});

describe('a version', () => {
  it('tells what the author wrote from what others added', () => {
    const said = { ts: '1.000001', text: 'a' };
    const [before, reacted, edited] = [
      versionOf(said),
      versionOf({ ...said, reactions: [{ name: 'x', count: 1 }] }),
      versionOf({ ...said, text: 'b' }),
    ].map(version => version.split('.'));
    expect(reacted?.[0]).toBe(before?.[0]);
    expect(reacted?.[1]).not.toBe(before?.[1]);
    expect(edited?.[0]).not.toBe(before?.[0]);
  });
});
