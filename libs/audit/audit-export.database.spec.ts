import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, PageCursor } from '#kernel';
import { entry, startAudit } from './testing/start-audit.js';

let kit: Awaited<ReturnType<typeof startAudit>>;
beforeAll(async () => {
  kit = await startAudit();
});
afterAll(() => kit.database.stop());

describe('searching and exporting', () => {
  const organizationId = newId();
  beforeAll(() =>
    kit.record(
      organizationId,
      entry('sync.created', 's1'),
      entry('sync_run.held', 's1'),
      entry('sync.deleted', 's2'),
    ),
  );
  const found = async (query: object) =>
    (await kit.list(organizationId, query)).data.map(event => event.sequence);

  it('filters by beginning of the action, actor, target, outcome and time', async () => {
    expect(await found({ action: 'sync.' })).toEqual([3, 1]);
    expect(await found({ action: 'sync_' })).toEqual([2]);
    expect(await found({ targetType: 'sync', targetId: 's1' })).toEqual([2, 1]);
    expect(await found({ actorKind: 'member', actorId: 'member-1', outcome: 'success' })).toEqual([3, 2, 1]);
    expect(await found({ actorId: 'somebody' })).toEqual([]);
    expect(await found({ to: '2020-01-01T00:00:00Z' })).toEqual([]);
    expect(await found({ from: '2020-01-01T00:00:00+02:00' })).toEqual([3, 2, 1]);
  });

  it('goes on from a cursor and refuses a foreign one', async () => {
    const first = await kit.list(organizationId, { limit: 2 });
    expect(first.data.map(event => event.sequence)).toEqual([3, 2]);
    const rest = await kit.list(organizationId, { limit: 2, cursor: first.nextCursor });
    expect([rest.data.map(event => event.sequence), rest.nextCursor]).toEqual([[1], null]);
    for (const cursor of ['xx', PageCursor.encode([1.5]), PageCursor.encode(['1'])]) {
      await expect(kit.list(organizationId, { cursor })).rejects.toMatchObject({ code: 'invalid_cursor' });
    }
  });

  it('exports the chain with the export itself as its last event', async () => {
    const lines = (await kit.exportText(organizationId)).trimEnd().split('\n');
    expect(lines.at(-2)).toContain('"action":"audit.exported"');
    expect(await kit.verify(organizationId, { fromSequence: 3 })).toMatchObject({
      isIntact: true,
      firstSequence: 3,
    });
  });

  it('exports CSV whose cells no spreadsheet takes for formulas', async () => {
    await kit.record(
      organizationId,
      entry('sync.created', '=HYPERLINK("x")'),
      entry('sync.created', '@SUM(1)'),
    );
    const csv = await kit.exportText(organizationId, { format: 'csv' });
    expect(csv).toMatch(/^sequence,id,occurredAt,/);
    expect(csv).toContain(`"'=HYPERLINK(""x"")"`);
    expect(csv).toContain(`,'@SUM(1),`);
    expect(csv).not.toMatch(/(^|,)"?[=@+-]/m);
  });

  it('streams more than a page in order', async () => {
    const many = newId();
    await kit.record(many, ...Array.from({ length: 1201 }, (_, index) => entry('sync.created', `s${index}`)));
    expect(await kit.verify(many)).toMatchObject({ isIntact: true, events: 1202 });
  });
});
