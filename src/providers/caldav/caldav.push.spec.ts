import type { UpsertChange } from '#provider-sdk';
import { calendarEvent } from '#unified-models';
import { describe, expect, it } from '@jest/globals';
import { caldavManifest, CalDavProvider } from './index.js';
import { eventText, scripted } from './caldav.testing.contract.js';

const provider = new CalDavProvider(caldavManifest);
const containerId = 'https://c.example/cal/';
const recordId = '019aa000-0000-7000-8000-000000000001';
const url = `${containerId}${recordId}.ics`;

const utc = (local: string) => ({ kind: 'time', local, zone: 'UTC' });
const fields = {
  ...calendarEvent.defaults,
  title: 'Lunch',
  start: utc('2026-06-01T10:00:00'),
  end: utc('2026-06-01T11:00:00'),
};
const create: UpsertChange = {
  kind: 'upsert',
  model: 'calendar_event',
  containerId,
  recordId,
  fields,
  changed: Object.keys(fields),
  remote: null,
};
const remote = {
  id: '/cal/a.ics',
  version: '"1"',
  data: eventText('a', 'Lunch', ['X-KEPT:yes', 'SEQUENCE:3']),
};
const update: UpsertChange = {
  ...create,
  fields: { ...fields, uid: 'a', start: utc('2026-06-01T10:30:00') },
  changed: ['start'],
  remote,
};
const conflict =
  '<C:error xmlns:C="DAV:"><X:no-uid-conflict xmlns:X="urn:ietf:params:xml:ns:caldav"/></C:error>';

describe('pushing', () => {
  it('creates under the name of the record, never over something else', async () => {
    const script = scripted('https://c.example', {
      [`PUT ${url}`]: { status: 201, headers: { etag: '"1"' } },
    });
    const result = await provider.push(script.session, create);
    expect(script.requests[0]).toMatchObject({ headers: { 'if-none-match': '*' } });
    expect(script.requests[0]?.body).toContain(`UID:${recordId}\r\n`);
    expect(result).toMatchObject({
      outcome: 'applied',
      current: { remoteId: `/cal/${recordId}.ics`, version: '"1"' },
    });
  });

  it('recognises a create of its own whose answer was lost', async () => {
    const script = scripted('https://c.example', {
      [`PUT ${url}`]: { status: 412 },
      [`GET ${url}`]: { status: 200, headers: { etag: '"1"' }, body: eventText(recordId) },
    });
    expect(await provider.push(script.session, create)).toMatchObject({ outcome: 'applied' });
  });

  it('answers stale with what is there when the object has been edited since', async () => {
    const script = scripted('https://c.example', {
      [`PUT ${url}`]: { status: 412 },
      [`GET ${url}`]: { status: 200, headers: { etag: '"2"' }, body: eventText(recordId, 'Dinner') },
    });
    expect(await provider.push(script.session, create)).toMatchObject({
      outcome: 'stale',
      current: { version: '"2"', fields: { title: 'Dinner' } },
    });
  });

  it('finds the event that has the UID already', async () => {
    const found =
      '<d:multistatus xmlns:d="DAV:"><d:response><d:href>/cal/theirs.ics</d:href><d:propstat><d:prop><d:getetag>"7"</d:getetag></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>';
    const script = scripted('https://c.example', {
      [`PUT ${url}`]: { status: 409, body: conflict },
      [`REPORT ${containerId}`]: { body: found },
      'GET https://c.example/cal/theirs.ics': {
        status: 200,
        headers: { etag: '"7"' },
        body: eventText(recordId, 'Theirs'),
      },
    });
    expect(await provider.push(script.session, create)).toMatchObject({
      outcome: 'stale',
      current: { remoteId: '/cal/theirs.ics', version: '"7"' },
    });
  });

  it('rewrites only what changed, counts the revision and sends the version it has seen', async () => {
    const script = scripted('https://c.example', {
      'PUT https://c.example/cal/a.ics': { status: 204, headers: { etag: '"2"' } },
    });
    const result = await provider.push(script.session, update);
    const sent = String(script.requests[0]?.body).split('\r\n');
    const before = remote.data.split('\r\n');
    expect(sent.filter(row => !before.includes(row))).toEqual([
      'DTSTAMP:20261121T120000Z',
      'DTSTART:20260601T103000Z',
      'SEQUENCE:4',
      'LAST-MODIFIED:20261121T120000Z',
    ]);
    expect(script.requests[0]?.headers).toMatchObject({ 'if-match': '"1"' });
    expect(result).toMatchObject({
      outcome: 'applied',
      current: { version: '"2"', fields: { title: 'Lunch' } },
    });
  });

  it('asks once for each event when the server names the version by a strong ETag', async () => {
    const script = scripted('https://c.example', {
      [`PUT ${url}`]: { status: 201, headers: { etag: '"1"' } },
      'PUT https://c.example/cal/a.ics': { status: 204, headers: { etag: '"2"' } },
    });
    const created = await provider.push(script.session, create);
    await provider.push(script.session, update);
    expect(script.log).toEqual([`PUT ${url}`, 'PUT https://c.example/cal/a.ics']);
    expect(created.current).toMatchObject({ data: script.requests[0]?.body, fields: { title: 'Lunch' } });
  });

  it('looks at what the server made of it when the ETag is missing or weak', async () => {
    for (const headers of [{}, { etag: 'W/"2"' }]) {
      const script = scripted('https://c.example', {
        'PUT https://c.example/cal/a.ics': { status: 204, headers },
        'GET https://c.example/cal/a.ics': {
          status: 200,
          headers: { etag: '"3"' },
          body: eventText('a', 'Rewritten'),
        },
      });
      expect(await provider.push(script.session, update)).toMatchObject({
        outcome: 'applied',
        current: { version: '"3"', fields: { title: 'Rewritten' } },
      });
    }
  });

  it('answers stale with a deletion when the object is gone', async () => {
    const script = scripted('https://c.example', {
      'PUT https://c.example/cal/a.ics': { status: 412 },
      'GET https://c.example/cal/a.ics': { status: 404 },
    });
    expect(await provider.push(script.session, update)).toEqual({
      outcome: 'stale',
      current: { kind: 'delete', remoteId: '/cal/a.ics' },
    });
  });

  it.each([
    [404, 'applied'],
    [410, 'applied'],
    [204, 'applied'],
    [412, 'stale'],
  ])('reads %i to a delete as %s', async (status, outcome) => {
    const script = scripted('https://c.example', {
      'DELETE https://c.example/cal/a.ics': { status },
      'GET https://c.example/cal/a.ics': { status: 200, headers: { etag: '"9"' }, body: eventText('a') },
    });
    const change = { kind: 'delete', model: 'calendar_event', containerId, recordId, remote } as const;
    expect((await provider.push(script.session, change)).outcome).toBe(outcome);
    expect(script.requests[0]?.headers).toEqual({ 'if-match': '"1"' });
  });

  it('lets no rule or address smuggle in another property', async () => {
    const script = scripted('https://c.example', {});
    const recurrence = {
      rules: ['FREQ=DAILY\r\nATTENDEE:mailto:x@example.com'],
      excluded: [],
      additional: [],
    };
    const push = provider.push(script.session, { ...create, fields: { ...fields, recurrence } });
    await expect(push).rejects.toMatchObject({ providerCode: 'permanent' });
    expect(script.log).toEqual([]);
  });

  it.each([
    [507, '', 'permanent'],
    [423, '', 'temporary'],
    [503, '', 'temporary'],
    [
      403,
      '<d:error xmlns:d="DAV:"><c:max-resource-size xmlns:c="urn:ietf:params:xml:ns:caldav"/></d:error>',
      'permanent',
    ],
    [403, '', 'insufficient_scope'],
  ])('reads %i on a write by what WebDAV means with it', async (status, body, code) => {
    const script = scripted('https://c.example', { [`PUT ${url}`]: { status, body } });
    await expect(provider.push(script.session, create)).rejects.toMatchObject({ providerCode: code });
  });
});
