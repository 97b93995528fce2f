import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  agreeOnScreen,
  at,
  connectByPages,
  type GoogleStage,
  startGoogleStage,
  syncCalendarByConsent,
  teamCalendar,
  until,
} from '#support';

interface Versions {
  data: { lineage: { trigger: string | null; receiptId: string | null; cursor: string | null } }[];
}

let stage: GoogleStage;

beforeAll(async () => {
  stage = await startGoogleStage();
});
afterAll(() => stage.stop());

describe('the history of a record that a webhook told of', () => {
  it('leads back to the webhook', async () => {
    const { organization, google, program } = stage;
    const { owner, at: path } = organization;
    const session = await connectByPages(organization, stage.integrationId, agreeOnScreen);
    // Polling is a day away: whatever arrives sooner was pushed.
    const daily = { autoSync: true, intervalSeconds: 86_400 };
    const sync = await syncCalendarByConsent(organization, session, teamCalendar, daily);
    await until(
      async () => google.channels.living(),
      channels => channels.length === 1,
    );
    const quiet = () =>
      until(
        () => owner.get<{ activeRun: object | null }>(path(`/syncs/${sync.syncId}`)),
        ({ activeRun }) => activeRun === null,
      );
    await quiet();
    const insert = async (title: string) => {
      await program.insert(at('2027-04-01', 9, title));
      const records = await until(
        () => sync.records(),
        found => found.some(({ fields }) => fields.title === title),
      );
      await quiet();
      return records.find(({ fields }) => fields.title === title);
    };
    // The first may still be found by the run that caught up when the channel was opened.
    await insert('Found or told');
    const told = await insert('Told by Google');
    const { data } = await owner.get<Versions>(path(`/records/${told?.id ?? ''}/history`));
    const receipts = await owner.get<{ data: { id: string }[] }>(path('/receipts'));
    const { lineage } = data.at(-1)!;
    // `change`: what was told while a run was under way.
    expect(['webhook', 'change']).toContain(lineage.trigger);
    expect(receipts.data.map(({ id }) => id)).toContain(lineage.receiptId);
    expect(lineage.cursor).toMatch(/^[0-9a-f]{16}$/);
  });
});
