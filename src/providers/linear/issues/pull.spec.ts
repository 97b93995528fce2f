import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { PullPage, RemoteChange } from '#provider-sdk';
import type { TaskFields } from '#unified-models';
import { type LinearWorld, otherTeamId, startLinear, teamId } from '../linear.contract.js';

let now: number;
let world: LinearWorld;
beforeEach(async () => {
  now = Date.parse('2027-03-01T12:00:00Z');
  world = await startLinear(() => new Date(now));
});
afterEach(() => world.stop());

const after = (seconds: number): void => {
  now += seconds * 1000;
};
const create = (title: string): string => world.workspace.create(teamId, { title }).id;

const pages = async function* (cursor: string | null, known = new Map<string, string>()) {
  const request = { model: 'task', containerId: teamId, cursor, known: async () => known } as const;
  yield* world.provider.pull?.(world.session, request) ?? [];
};

interface Pulled {
  readonly cursor: string;
  readonly changes: readonly RemoteChange[];
  readonly pages: number;
}

const pull = async (cursor: string | null, known?: Map<string, string>): Promise<Pulled> => {
  const all: PullPage[] = [];
  for await (const page of pages(cursor, known)) all.push(page);
  return {
    cursor: all.at(-1)?.cursor ?? '',
    changes: all.flatMap(page => page.changes),
    pages: all.length,
  };
};

const titles = ({ changes }: Pulled): string[] =>
  changes.map(change => (change.kind === 'upsert' ? String(change.fields['title']) : `-${change.remoteId}`));
const fieldsOf = (change: RemoteChange | undefined): TaskFields => {
  if (change?.kind !== 'upsert') throw new Error('Expected an upsert');
  return change.fields as TaskFields;
};

describe('pulling issues', () => {
  it('names every issue of a long team once, also when some change between the pages', async () => {
    const ids = Array.from({ length: 70 }, (_, index) => create(`Issue ${index}`));
    const seen: string[] = [];
    let count = 0;
    for await (const page of pages(null)) {
      seen.push(...page.changes.map(({ remoteId }) => remoteId), ...page.unchanged);
      count += 1;
      for (const id of ids.slice(0, 40)) world.workspace.edit(id, { title: `Edited ${count}` });
      after(1);
    }
    expect(count).toBe(3);
    expect(seen.toSorted()).toEqual(ids.toSorted());
  });

  it('brings afterwards what changed while it listed', async () => {
    for (let index = 0; index < 40; index += 1) create(`Issue ${index}`);
    let cursor: string | null = null;
    for await (const page of pages(null)) {
      after(1);
      const [first] = page.changes;
      if (cursor === null) world.workspace.edit(first?.remoteId ?? '', { title: 'Meanwhile' });
      ({ cursor } = page);
    }
    expect(titles(await pull(cursor))).toContain('Meanwhile');
  });

  it('misses nothing at equal times, however many there are', async () => {
    create('First');
    const { cursor } = await pull(null);
    Array.from({ length: 65 }, (_, index) => create(`Same instant ${index}`));
    const second = await pull(cursor);
    expect(second.changes).toHaveLength(65);
    create('Same instant, later seen');
    const third = await pull(second.cursor);
    expect(titles(third)).toEqual(['Same instant, later seen']);
    expect((await pull(third.cursor)).changes).toEqual([]);
  });

  it('sees what became visible late', async () => {
    const late = world.workspace.issue(create('Late'));
    world.workspace.issues.delete(late.id);
    after(40);
    create('Soon');
    const { cursor } = await pull(null);
    world.workspace.issues.set(late.id, late);
    expect(titles(await pull(cursor))).toEqual(['Late']);
  });

  it('sees two changes of one issue within a millisecond', async () => {
    const id = create('One');
    const first = await pull(null);
    world.workspace.edit(id, { title: 'Two' });
    const second = await pull(first.cursor);
    world.workspace.edit(id, { title: 'Three' });
    expect([...titles(second), ...titles(await pull(second.cursor))]).toEqual(['Two', 'Three']);
  });

  it('takes the trash, the archive and another team for gone, and what comes back for there', async () => {
    const [trashed, archived, moved] = [create('Trash'), create('Archive'), create('Move')] as const;
    const { cursor } = await pull(null);
    after(5);
    world.workspace.trash(trashed);
    world.workspace.edit(archived, { archivedAt: world.workspace.now() });
    world.workspace.edit(moved, { teamId: otherTeamId });
    const second = await pull(cursor);
    expect(titles(second).toSorted()).toEqual([`-${archived}`, `-${trashed}`].toSorted());
    expect(titles(await pull(null))).toEqual([]);
    after(5);
    world.workspace.trash(trashed, false);
    expect(titles(await pull(second.cursor))).toEqual(['Trash']);
  });

  it('brings an issue whose comments changed and nothing else', async () => {
    const id = create('Issue');
    const comment = world.workspace.comment(id, 'First');
    const first = await pull(null);
    after(600);
    const idle = await pull(first.cursor);
    expect(idle.changes).toEqual([]);
    world.workspace.editComment(comment.id, 'First, corrected');
    world.workspace.comment(id, 'Second');
    const { changes } = await pull(idle.cursor);
    expect(changes).toHaveLength(1);
    expect(
      fieldsOf(changes[0])
        .comments.map(({ text }) => text)
        .toSorted(),
    ).toEqual(['First, corrected', 'Second']);
  });

  it('brings all comments and labels, in as many requests as it takes', async () => {
    const labels = Array.from({ length: 45 }, (_, index) => world.workspace.label(`label ${index}`, teamId));
    const { id } = world.workspace.create(teamId, { title: 'Long', labelIds: labels.map(label => label.id) });
    for (let index = 0; index < 230; index += 1) {
      world.workspace.comment(id, `Comment ${index}`);
      after(1);
    }
    const fields = fieldsOf((await pull(null)).changes[0]);
    expect(fields.labels).toHaveLength(45);
    expect(fields.comments.map(({ text }) => text)).toEqual(
      Array.from({ length: 230 }, (_, index) => `Comment ${index}`),
    );
  });

  it('lists anew when the issue that a page was to follow is gone for good', async () => {
    for (let index = 0; index < 40; index += 1) create(`Issue ${index}`);
    let cursor: string | null = null;
    for await (const page of pages(null)) {
      ({ cursor } = page);
      const last = page.changes.at(-1)?.remoteId ?? '';
      world.workspace.issues.delete(last);
      break;
    }
    await expect(pull(cursor)).rejects.toMatchObject({ providerCode: 'cursor_expired' });
  });

  it('leaves out what the hub has in that very version', async () => {
    const { cursor } = await pull(null);
    create('Ours');
    const { changes } = await pull(cursor);
    const versions = changes.flatMap(change => (change.kind === 'upsert' ? [change] : []));
    const known = new Map(versions.map(({ remoteId, version }) => [remoteId, version]));
    expect((await pull(cursor, known)).changes).toEqual([]);
  });
});
