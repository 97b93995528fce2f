import { it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { startRadicale } from '../../../test/support/radicale.js';
import { sessionFor } from './caldav.contract.js';
import { sampleEvent } from './caldav.sample.contract.js';
import { createEvent, patchEvent } from './ical/index.js';
void spawn;
it('x', async () => {
  const server = await startRadicale();
  const session = sessionFor(server);
  const c = await server.createCalendar('team');
  const ctx = { now: new Date(), recordId: 'r', address: null };
  const put = async (ics: string) => session.http.request({ method: 'PUT', url: `${c}r.ics`, body: ics, headers: { 'content-type': 'text/calendar' }, expect: [400] });
  let ics = createEvent({ ...sampleEvent(1), uid: null }, ctx);
  await put(ics);
  for (let i = 2; i < 21; i++) {
    ics = (await session.http.request({ method: 'GET', url: `${c}r.ics` })).text;
    const f = sampleEvent(i);
    const next = patchEvent(ics, { ...f, uid: 'r' }, Object.keys(f), ctx);
    const r = await put(next ?? ics);
    if (r.status === 400) { console.log(i, r.text, ics, next); break; }
  }
  await server.stop();
});
