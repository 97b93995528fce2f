import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '#kernel';
import type { ProviderRequest, ProviderSession } from '#provider-sdk';
import { calendarEvent, type Fields } from '#unified-models';
import { outlookCalendarActions } from '../actions/index.js';
import { pushEvent } from '../events/push.js';
import { containerId, outlookCalendarSubject, type OutlookWorld } from '../outlook-calendar.contract.js';
import { sampleEvent } from '../outlook-calendar.sample.contract.js';
import { openSubscription } from '../webhooks/subscription.js';

interface Metadata {
  readonly types: Readonly<
    Record<string, { readonly base?: string; readonly members: Readonly<Record<string, string>> }>
  >;
  readonly enums: Readonly<Record<string, readonly string[]>>;
  readonly actions: Readonly<Record<string, Readonly<Record<string, string>>>>;
}
const metadata = JSON.parse(readFileSync(new URL('graph.json', import.meta.url), 'utf8')) as Metadata;

const membersOf = (name: string): Record<string, string> => {
  const type = metadata.types[name];
  if (!type) throw new Error(`No type ${name}`);
  return { ...(type.base ? membersOf(type.base) : {}), ...type.members };
};

const primitives: Readonly<Record<string, (value: unknown) => boolean>> = {
  'Edm.String': value => typeof value === 'string',
  'Edm.Boolean': value => typeof value === 'boolean',
  'Edm.Int32': value => Number.isInteger(value),
  'Edm.Date': value => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value),
  'Edm.DateTimeOffset': value => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
};

/** Where a value is not what the type says, by path. */
const problems = (value: unknown, type: string, path: string): string[] => {
  if (value === null) return [];
  const collection = /^Collection\((.+)\)$/.exec(type)?.[1];
  if (collection !== undefined) {
    if (!Array.isArray(value)) return [`${path} is no list`];
    return value.flatMap((each, index) => problems(each, collection, `${path}[${index}]`));
  }
  const primitive = primitives[type];
  if (primitive) return primitive(value) ? [] : [`${path} is no ${type}: ${JSON.stringify(value)}`];
  const values = metadata.enums[type];
  if (values)
    return typeof value === 'string' && values.includes(value) ? [] : [`${path} is none of ${values.join()}`];
  return members(value as object, membersOf(type), path);
};

/** Parameters of actions are matched without case, as OData clients are told to send them. */
const members = (value: object, known: Readonly<Record<string, string>>, path: string): string[] => {
  const types = new Map(Object.entries(known).map(([name, type]) => [name.toLowerCase(), type]));
  return Object.entries(value).flatMap(([name, member]) => {
    const type = types.get(name.toLowerCase());
    return type === undefined ? [`${path}.${name} is unknown`] : problems(member, type, `${path}.${name}`);
  });
};

let world: OutlookWorld;
let sent: ProviderRequest[];
let session: ProviderSession;
beforeEach(async () => {
  world = (await outlookCalendarSubject.start()) as OutlookWorld;
  sent = [];
  const { http } = world.session;
  const request = (each: ProviderRequest) => {
    sent.push(each);
    return http.request(each);
  };
  session = { ...world.session, http: { request } };
});
afterEach(() => world.stop());

const bodies = (fits: RegExp): object[] =>
  sent.filter(({ url, body }) => body !== undefined && fits.test(url)).map(({ body }) => body as object);

describe('what is sent', () => {
  it('for events has members and values that Graph’s metadata has', async () => {
    for (let seed = 1; seed <= 24; seed += 1) {
      const fields: Fields = { ...calendarEvent.defaults, ...sampleEvent(seed) };
      const change = { model: 'calendar_event', containerId, recordId: newId(), fields } as const;
      await pushEvent(session, { ...change, kind: 'upsert', changed: Object.keys(fields), remote: null });
    }
    const all = bodies(/\/events/);
    expect(all.length).toBeGreaterThan(24);
    expect(all.flatMap(body => problems(body, 'event', 'event'))).toEqual([]);
  });

  it('for subscriptions and actions has members that Graph’s metadata has', async () => {
    const wish = { containerId, callbackUrl: 'http://127.0.0.1:9/x', secret: 's', subscriptionId: 'one' };
    await expect(openSubscription(session, wish)).rejects.toMatchObject({ providerCode: 'permanent' });
    expect(bodies(/\/subscriptions/).flatMap(body => problems(body, 'subscription', 'subscription'))).toEqual(
      [],
    );
    const action = outlookCalendarActions.find(({ name }) => name === 'find_free_busy');
    const from = { from: '2027-05-03T00:00:00Z', to: '2027-05-04T00:00:00Z' };
    await action?.run(session, { addresses: ['ada@contoso.example'], ...from }, 'key');
    const [schedule = {}] = bodies(/getSchedule/);
    expect(members(schedule, metadata.actions['getSchedule'] ?? {}, 'getSchedule')).toEqual([]);
    for (const verb of ['accept', 'decline', 'tentativelyAccept'])
      expect(Object.keys(metadata.actions[verb] ?? {})).toEqual(
        expect.arrayContaining(['SendResponse', 'Comment']),
      );
  });

  it('would be found out if a member or value were wrong', () => {
    expect(problems({ subjekt: 'x', showAs: 'maybe', isAllDay: 'no' }, 'event', 'event')).toHaveLength(3);
  });
});
