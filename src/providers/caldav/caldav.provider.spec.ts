import type { PullPage, PullRequest } from '#provider-sdk';
import { describe, expect, it } from '@jest/globals';
import { caldavManifest, CalDavProvider } from './index.js';
import {
  body,
  error,
  eventText,
  listed,
  multistatus,
  scripted,
  status,
  type Script,
} from './caldav.testing.contract.js';

const provider = new CalDavProvider(caldavManifest);
const containerId = 'https://c.example/cal/';
const report = `REPORT ${containerId}`;
const propfind = `PROPFIND ${containerId}`;
const nothing: PullRequest['known'] = () => Promise.resolve(new Map());

const pull = (script: Script, cursor: string | null, known = nothing): Promise<PullPage[]> =>
  Array.fromAsync(provider.pull(script.session, { model: 'calendar_event', containerId, cursor, known }));

const token = (text: string): string => JSON.stringify({ kind: 'sync', token: text });
/** A listing whose objects are asked for in batches of these sizes. */
const listingIn = (sizes: readonly number[], title: string): Script => {
  let from = 0;
  const batches = sizes.map(size => Array.from({ length: size }, () => `/cal/${from++}.ics`));
  const objects = batches.flat().map(name => listed(name, '"1"'));
  const bodyOf = (name: string): string => body(name, '"1"', eventText(name, title));
  const bodies = batches.map(names => multistatus(names.map(bodyOf)));
  return scripted('https://c.example', { [report]: [multistatus(objects, 'T1'), ...bodies] });
};

describe('pulling', () => {
  it('lists, fetches what the hub does not know, and ends with the token', async () => {
    const script = scripted('https://c.example', {
      [report]: [
        multistatus(
          [listed('/cal/', '"self"'), listed('/cal/a%7e.ics', '"1"'), listed('/cal/b.ics', '"2"')],
          'T1',
        ),
        multistatus([body('/cal/a~.ics', 'W/"1"', eventText('a', 'Fish & <chips>'))]),
      ],
    });
    const pages = await pull(script, null, () => Promise.resolve(new Map([['/cal/b.ics', '"2"']])));
    expect(pages).toHaveLength(1);
    expect(pages[0]).toMatchObject({
      listing: true,
      last: true,
      cursor: token('T1'),
      unchanged: ['/cal/b.ics'],
      expected: 2,
      changes: [
        { kind: 'upsert', remoteId: '/cal/a~.ics', version: '"1"', fields: { title: 'Fish & <chips>' } },
      ],
    });
  });

  it('begins a listing with what changed last when asked to, and leaves out nothing that has no date', async () => {
    const at = (date: string): string => `<d:getlastmodified>${date}</d:getlastmodified>`;
    const script = scripted('https://c.example', {
      [report]: [
        multistatus(
          [
            listed('/cal/undated.ics', '"1"'),
            listed('/cal/old.ics', '"1"', at('Mon, 02 Mar 2020 10:00:00 GMT')),
            listed('/cal/new.ics', '"1"', at('Tue, 02 Mar 2027 10:00:00 GMT')),
            listed('/cal/recent.ics', '"1"', at('Mon, 01 Mar 2027 10:00:00 GMT')),
          ],
          'T1',
        ),
        multistatus(
          ['old', 'new', 'recent', 'undated'].map(name =>
            body(`/cal/${name}.ics`, '"1"', eventText(name, name)),
          ),
        ),
      ],
    });
    const request = { model: 'calendar_event', containerId, cursor: null, known: nothing } as const;
    await Array.fromAsync(provider.pull(script.session, { ...request, order: 'newest_first' }));
    const asked = String(script.requests[1]?.body).matchAll(/\/cal\/(\w+)\.ics/g);
    expect([...asked].map(([, name]) => name)).toEqual(['new', 'recent', 'old', 'undated']);
  });

  it('needs one request when nothing changed', async () => {
    const script = scripted('https://c.example', { [report]: multistatus([], 'T2') });
    expect(await pull(script, token('T1'))).toEqual([
      { changes: [], unchanged: [], listing: false, cursor: token('T2'), last: true },
    ]);
    expect(script.log).toHaveLength(1);
  });

  it('reports deletions, also of what vanished between report and fetch, and of what is a task now', async () => {
    const task = 'BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nUID:t\r\nEND:VTODO\r\nEND:VCALENDAR\r\n';
    const script = scripted('https://c.example', {
      [report]: [
        multistatus(
          [
            status('/cal/gone.ics', '404 Not Found'),
            ...['x', 'y', 't'].map(n => listed(`/cal/${n}.ics`, '"1"')),
          ],
          'T2',
        ),
        multistatus([status('/cal/x.ics', '404 Not Found'), body('/cal/t.ics', '"1"', task)]),
      ],
      'GET https://c.example/cal/y.ics': { status: 200, headers: { etag: '"1"' }, body: eventText('y') },
    });
    const [page] = await pull(script, token('T1'));
    const deleted = page?.changes.filter(({ kind }) => kind === 'delete').map(({ remoteId }) => remoteId);
    expect(deleted).toEqual(['/cal/x.ics', '/cal/t.ics', '/cal/gone.ics']);
    expect(page?.changes).toContainEqual(expect.objectContaining({ kind: 'upsert', remoteId: '/cal/y.ics' }));
  });

  it.each([
    { sizes: [50, 200, 50], title: '' },
    { sizes: [50, 10, 10], title: 'x'.repeat(50_000) },
  ])(
    'pages by batches of $sizes by size, a listing with no cursor until the last',
    async ({ sizes, title }) => {
      const pages = await pull(listingIn(sizes, title), null);
      expect(pages.map(({ changes }) => changes.length)).toEqual(sizes);
      expect(pages.map(({ cursor, last }) => [cursor, last])).toEqual([
        ...[null, null].map(cursor => [cursor, false]),
        [token('T1'), true],
      ]);
    },
  );

  it('goes on with the token of a partial answer (507)', async () => {
    const script = scripted('https://c.example', {
      [report]: [
        multistatus([status('/cal/1.ics', '404 Gone'), status('/cal/', '507 Insufficient Storage')], 'T2'),
        multistatus([status('/cal/2.ics', '404 Gone')], 'T3'),
      ],
    });
    const pages = await pull(script, token('T1'));
    expect(pages.map(({ cursor, last }) => [cursor, last])).toEqual([
      [token('T2'), false],
      [token('T3'), true],
    ]);
    expect(script.requests[1]?.body).toContain('<D:sync-token>T2</D:sync-token>');
  });

  it.each([403, 409, 412, 507])('reads %i with valid-sync-token as cursor_expired', async code => {
    const script = scripted('https://c.example', { [report]: error(code, 'valid-sync-token') });
    await expect(pull(script, token('old'))).rejects.toMatchObject({ providerCode: 'cursor_expired' });
  });

  it('takes a server that fails on the token again and again for one that forgot it, and a hiccup for a hiccup', async () => {
    const forgot = scripted('https://c.example', { [report]: error(500) });
    await expect(pull(forgot, token('old'))).rejects.toMatchObject({ providerCode: 'cursor_expired' });
    const hiccup = scripted('https://c.example', { [report]: [error(500), multistatus([], 'T2')] });
    await expect(pull(hiccup, token('T1'))).rejects.toMatchObject({ providerCode: 'temporary' });
  });

  it('reads a bare 403 on the token as a missing right', async () => {
    const script = scripted('https://c.example', { [report]: error(403) });
    await expect(pull(script, token('T1'))).rejects.toMatchObject({ providerCode: 'insufficient_scope' });
  });

  it('skips what it cannot read with a warning, and does not let it look deleted', async () => {
    const script = scripted('https://c.example', {
      [report]: [
        multistatus([listed('/cal/bad.ics', '"1"'), listed('/cal/ok.ics', '"1"')], 'T1'),
        multistatus([
          body('/cal/bad.ics', '"1"', 'BEGIN:VCALENDAR\nBEGIN:VEVENT\n'),
          body('/cal/ok.ics', '"1"', eventText('ok')),
        ]),
      ],
    });
    const [page] = await pull(script, null);
    expect(page?.unchanged).toEqual(['/cal/bad.ics']);
    expect(page?.changes.map(({ remoteId }) => remoteId)).toEqual(['/cal/ok.ics']);
    expect(script.warnings).toHaveLength(1);
  });

  it('refuses hostile and broken XML without harm', async () => {
    const bomb =
      '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><d:multistatus xmlns:d="DAV:">&b;</d:multistatus>';
    const deep = '<a>'.repeat(100_000) + '</a>'.repeat(100_000);
    for (const text of [
      bomb,
      deep,
      '<d:multistatus xmlns:d="DAV:"><d:response>',
      '<__proto__/>',
      '',
      'nonsense',
    ]) {
      const script = scripted('https://c.example', { [report]: { body: text } });
      await expect(pull(script, null)).rejects.toMatchObject({ providerCode: 'temporary' });
    }
  });
});

describe('pulling from a server without sync-collection', () => {
  const collection = (ctag: string): string =>
    `<d:response><d:href>/cal/</d:href><d:propstat><d:prop><cs:getctag>${ctag}</cs:getctag><d:resourcetype><d:collection/></d:resourcetype></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>`;
  const ctag = (text: string): string => JSON.stringify({ kind: 'ctag', ctag: text });

  it.each([error(403, 'supported-report'), error(501), error(405), error(400)])(
    'lists ETags instead (%#)',
    async refusal => {
      const script = scripted('https://c.example', {
        [report]: [refusal, multistatus([body('https://c.example/cal/a.ics', '"1"', eventText('a'))])],
        [propfind]: multistatus([
          collection('C1'),
          listed(
            'https://c.example/cal/a.ics',
            '"1"',
            '<d:getcontenttype>text/calendar; component=VEVENT</d:getcontenttype>',
          ),
          listed('/cal/t.ics', '"1"', '<d:getcontenttype>text/calendar; component=vtodo</d:getcontenttype>'),
        ]),
      });
      const [page] = await pull(script, null);
      expect(page).toMatchObject({ listing: true, last: true, cursor: ctag('C1') });
      expect(page?.changes.map(({ remoteId }) => remoteId)).toEqual(['/cal/a.ics']);
    },
  );

  it('needs one request while the collection tag stays, and that page is no listing', async () => {
    const script = scripted('https://c.example', { [propfind]: multistatus([collection('C1')]) });
    expect(await pull(script, ctag('C1'))).toEqual([
      { changes: [], unchanged: [], listing: false, cursor: ctag('C1'), last: true },
    ]);
    expect(script.log).toHaveLength(1);
  });

  it('compares ETags when the tag has changed', async () => {
    const script = scripted('https://c.example', {
      [propfind]: multistatus([collection('C2'), listed('/cal/a.ics', '"1"')]),
    });
    const known = (): ReturnType<typeof nothing> => Promise.resolve(new Map([['/cal/a.ics', '"1"']]));
    expect(await pull(script, ctag('C1'), known)).toMatchObject([
      { changes: [], unchanged: ['/cal/a.ics'], listing: true, cursor: ctag('C2'), last: true },
    ]);
  });

  it('throws on a bare 403 where the server does have the report', async () => {
    const has =
      '<d:supported-report-set><d:supported-report><d:report><d:sync-collection/></d:report></d:supported-report></d:supported-report-set>';
    const script = scripted('https://c.example', {
      [report]: error(403),
      [propfind]: multistatus([listed('/cal/', '"1"', has)]),
    });
    await expect(pull(script, null)).rejects.toMatchObject({ providerCode: 'insufficient_scope' });
  });
});
