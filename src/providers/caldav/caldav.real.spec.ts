import { newId } from '#kernel';
import { contractSuite, manifestSuite } from '#provider-sdk/testing';
import { describe, expect, it } from '@jest/globals';
import { corpus } from '../../../test/corpus/calendar/index.js';
import { sessionFor, radicaleSubject, xandikosSubject } from './caldav.contract.js';
import { startXandikos, xandikosMissing } from '../../../test/support/xandikos.js';
import { radicaleMissing, startRadicale } from '../../../test/support/radicale.js';
import type { DavServer } from '../../../test/support/dav-server.js';
import { eventText } from './caldav.testing.contract.js';
import { send } from './dav/index.js';
import { readEvent } from './ical/index.js';
import { caldavManifest, CalDavProvider, fastmailManifest, icloudManifest } from './index.js';

contractSuite([radicaleSubject, xandikosSubject]);
manifestSuite([caldavManifest, icloudManifest, fastmailManifest]);

const provider = new CalDavProvider(caldavManifest);
const nothing = () => Promise.resolve(new Map<string, string>());

const servers = [
  { name: 'Radicale', start: startRadicale, reason: radicaleMissing() },
  { name: 'Xandikos', start: startXandikos, reason: xandikosMissing() },
];

const withServer = async (
  start: () => Promise<DavServer>,
  check: (server: DavServer) => Promise<void>,
): Promise<void> => {
  const server = await start();
  try {
    await check(server);
  } finally {
    await server.stop();
  }
};

for (const { name, start, reason } of servers) {
  (reason === null ? describe : describe.skip)(
    `against ${name}${reason === null ? '' : ` (not run: ${reason})`}`,
    () => {
      it('asks to list anew when the server never issued the token', () =>
        withServer(start, async server => {
          const containerId = await server.createCalendar('team');
          const token =
            name === 'Radicale' ? `http://radicale.org/ns/sync/${'0'.repeat(64)}` : '0'.repeat(40);
          const cursor = JSON.stringify({ kind: 'sync', token });
          const pages = provider.pull(sessionFor(server), {
            model: 'calendar_event',
            containerId,
            cursor,
            known: nothing,
          });
          await expect(Array.fromAsync(pages)).rejects.toMatchObject({ providerCode: 'cursor_expired' });
        }));

      it('pulls a folder of everybody’s events, and of tasks none', () =>
        withServer(start, async server => {
          const containerId = await server.createCalendar('every thing & more');
          const session = sessionFor(server);
          const put = (body: string) =>
            send(session, {
              method: 'PUT',
              url: `${containerId}${newId()}.ics`,
              headers: { 'content-type': 'text/calendar; charset=utf-8' },
              body,
              expect: [400, 403, 409, 412, 415, 500],
            });
          // Servers refuse some of the corpus (no UID, several of them); what they take must come back.
          const taken = new Map<string, string>();
          for (const { ics } of corpus().filter((_, index) => index % 4 === 0)) {
            if ((await put(ics)).status < 300) taken.set(readEvent(ics)?.fields.uid ?? '', ics);
          }
          await put(
            eventText('task')
              .replaceAll('VEVENT', 'VTODO')
              .replace(/DTEND.*\r\n/, ''),
          );
          const request = { model: 'calendar_event', containerId, cursor: null, known: nothing } as const;
          const pages = await Array.fromAsync(provider.pull(session, request));
          const pulled = pages
            .flatMap(page => page.changes)
            .flatMap(c => (c.kind === 'upsert' ? [c.fields['uid']] : []));
          expect(taken.size).toBeGreaterThan(80);
          expect(pulled.sort()).toEqual([...taken.keys()].sort());
          expect(pages.flatMap(page => page.unchanged)).toEqual([]);
        }));
    },
  );
}
