import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CalendarProgram, event, type StoredRecord, type SyncedCalendar } from './calendar.js';
import type { DavServer } from './dav-server.js';

/** Where Radicale keeps a calendar: one file for each event. */
const folderOf = (server: DavServer, calendarUrl: string): string =>
  path.join(server.folder, 'storage', 'collection-root', decodeURIComponent(new URL(calendarUrl).pathname));

/**
 * Fills a calendar of Radicale's from behind, because thousands of PUTs would take minutes. It is asked for its
 * changes once, so that what it notes of each new file is there as if the file had come by request.
 */
export const fillCalendar = async (
  server: DavServer,
  calendarUrl: string,
  count: number,
  title = 'Event',
): Promise<void> => {
  const folder = folderOf(server, calendarUrl);
  for (let number = 0; number < count; number += 1) {
    const ics = event(`event-${number}`, `${title} ${number}`);
    writeFileSync(path.join(folder, `event-${number}.ics`), ics);
  }
  await new CalendarProgram(server, calendarUrl).changes();
};

/** Title by UID of every event that Radicale has, read from its disk: the truth that no request has touched. */
export const eventsOnDisk = (server: DavServer, calendarUrl: string): Map<string, string> => {
  const folder = folderOf(server, calendarUrl);
  const names = readdirSync(folder).filter(name => name.endsWith('.ics'));
  const events = names.map(name =>
    readFileSync(path.join(folder, name), 'utf8').replaceAll(/\r?\n[ \t]/g, ''),
  );
  const pairs = events.map(ics => [
    /^UID:(.*?)\r?$/m.exec(ics)?.[1] ?? '',
    /^SUMMARY:(.*?)\r?$/m.exec(ics)?.[1] ?? '',
  ]);
  if (new Set(pairs.map(([uid]) => uid)).size !== names.length) throw new Error('Two files have one UID');
  return new Map(pairs as [string, string][]);
};

/** Every record of a sync, page after page. */
export const allRecords = async ({ organization, syncId }: SyncedCalendar): Promise<StoredRecord[]> => {
  const records: StoredRecord[] = [];
  let cursor = '';
  for (;;) {
    const page = await organization.owner.get<{ data: StoredRecord[]; nextCursor: string; hasMore: boolean }>(
      organization.at(`/records?syncId=${syncId}&limit=500${cursor && `&cursor=${cursor}`}`),
    );
    records.push(...page.data);
    if (!page.hasMore) return records;
    cursor = page.nextCursor;
  }
};

/** Title by UID of the records that are not deleted; fails when two have one UID. */
export const eventsInRecords = (records: readonly StoredRecord[]): Map<string, string> => {
  const living = records.filter(record => !record.deleted);
  const events = new Map(living.map(({ fields }) => [String(fields['uid']), fields.title]));
  if (events.size !== living.length) throw new Error('Two records have one UID');
  return events;
};
