import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  agreeOnScreen,
  connectByPages,
  type GoogleStage,
  type CalendarSync,
  MovedClock,
  startGoogleStage,
  syncCalendarByConsent,
  teamCalendar,
  until,
} from '#support';

interface SubscriptionAnswer {
  readonly id: string;
  readonly status: string;
  readonly containerId: string;
  readonly expiresAt: string | null;
  readonly renewAt: string | null;
  readonly lastError: string | null;
}

const hour = 3_600_000;
const day = 24 * hour;
const clock = new MovedClock();
let stage: GoogleStage;
let sync: CalendarSync;

beforeAll(async () => {
  stage = await startGoogleStage({}, { clock });
});
afterAll(() => stage.stop());

const list = async (): Promise<readonly SubscriptionAnswer[]> => {
  const { owner, at } = stage.organization;
  return (await owner.get<{ data: SubscriptionAnswer[] }>(at('/subscriptions'))).data;
};
const one = async (): Promise<SubscriptionAnswer> => {
  const settled = await until(list, rows => rows.length === 1 && rows[0]?.status === 'active');
  return settled[0]!;
};
const connect = async () => connectByPages(stage.organization, stage.integrationId, agreeOnScreen);
const actions = async (): Promise<string[]> => {
  const { owner, at } = stage.organization;
  const { data } = await owner.get<{ data: { action: string }[] }>(at('/audit?limit=200'));
  return data.map(event => event.action).filter(action => action.startsWith('subscription.'));
};

describe('a subscription at the vendor', () => {
  it('is not made for a sync that runs by hand only', async () => {
    const session = await connect();
    sync = await syncCalendarByConsent(stage.organization, session, teamCalendar);
    await sync.run();
    expect(await list()).toEqual([]);
  });

  it('is made once a sync runs by itself, for half of a week until it is renewed', async () => {
    const { owner, at } = stage.organization;
    await owner.ok('PATCH', at(`/syncs/${sync.syncId}`), { autoSync: true });
    const made = await one();
    const now = clock.now().getTime();
    expect(made.containerId).toBe(teamCalendar);
    expect((Date.parse(made.expiresAt ?? '') - now) / day).toBeCloseTo(7, 1);
    expect((Date.parse(made.renewAt ?? '') - now) / day).toBeCloseTo(3.5, 1);
    expect(stage.google.channels.living()).toMatchObject([{ calendarId: teamCalendar }]);
  });

  it('is followed by another one at half of its life, and only then removed', async () => {
    const before = await one();
    clock.aheadMs += 3.6 * day;
    const after = await until(list, rows => rows.length === 1 && rows[0]?.id !== before.id);
    expect(after).toMatchObject([{ status: 'active' }]);
    expect(stage.google.channels.living()).toHaveLength(1);
  });

  it('that ended unnoticed is made anew, and its sync looks at what it missed', async () => {
    const before = await one();
    clock.aheadMs += 8 * day;
    await until(list, rows => rows[0]?.status === 'active' && rows[0].id !== before.id);
    const { owner, at } = stage.organization;
    const runs = await until(
      () => owner.get<{ data: { trigger: string }[] }>(at(`/syncs/${sync.syncId}/runs?limit=50`)),
      ({ data }) => data.some(run => run.trigger === 'webhook'),
    );
    expect(runs.data.length).toBeGreaterThan(1);
    expect(await actions()).toContain('subscription.lapsed');
  });

  it('can be renewed by hand', async () => {
    const { owner, at } = stage.organization;
    const before = await one();
    await owner.post(at(`/subscriptions/${before.id}/renew`), {});
    await until(list, rows => rows.length === 1 && rows[0]?.id !== before.id);
  });

  it('ends with the consent of its sync, and is made again under a new one', async () => {
    const { owner, at } = stage.organization;
    const { consentId } = await owner.get<{ consentId: string }>(at(`/syncs/${sync.syncId}`));
    await owner.post(at(`/consents/${consentId}/withdraw`), {});
    await until(list, rows => rows.length === 0);
    expect(stage.google.channels.living()).toEqual([]);
    const session = await connectByPages(stage.organization, stage.integrationId, agreeOnScreen, {
      connectionId: sync.connectionId,
    });
    for (const id of session.consentIds)
      await owner.send('PATCH', at(`/syncs/${sync.syncId}`), { consentId: id });
    await one();
  });

  it('goes with its connection, before the token is given back', async () => {
    const { owner, at } = stage.organization;
    await owner.ok('DELETE', at(`/connections/${sync.connectionId}`));
    await until(list, rows => rows.length === 0);
    expect(stage.google.channels.living()).toEqual([]);
    expect(await actions()).toContain('subscription.removed');
  });
});
