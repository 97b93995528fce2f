import type { ProviderSession } from '#provider-sdk';
import { multigetBody, uidBody } from './bodies.js';
import { versionOf } from './etag.js';
import { isCollectionPath, remoteIdOf } from './href.js';
import { propertyOf, propertyText } from './multistatus.js';
import { report, send } from './request.js';
import { caldav, dav } from './xml.js';

/** A calendar object resource as the server has it; `null` text means that it is gone. */
export interface CalendarObject {
  readonly remoteId: string;
  readonly version: string;
  readonly ics: string | null;
}

const gone = (remoteId: string): CalendarObject => ({ remoteId, version: '', ics: null });

export const urlOf = (remoteId: string, containerId: string): string => new URL(remoteId, containerId).href;

/** One object, by itself. */
export const getObject = async (
  session: ProviderSession,
  containerId: string,
  remoteId: string,
): Promise<CalendarObject> => {
  const url = urlOf(remoteId, containerId);
  const headers = { accept: 'text/calendar' };
  const response = await send(session, { method: 'GET', url, headers, expect: [404, 410] });
  if (response.status >= 400) return gone(remoteId);
  return { remoteId, version: versionOf(response.headers['etag'] ?? ''), ics: response.text };
};

/** Bodies of one batch. What the server leaves out of its answer, against the rules, is asked for singly. */
export const getObjects = async (
  session: ProviderSession,
  containerId: string,
  remoteIds: readonly string[],
): Promise<CalendarObject[]> => {
  const answer = await report(session, { url: containerId, depth: '1', body: multigetBody(remoteIds) });
  const found = new Map<string, CalendarObject>();
  for (const resource of answer.resources) {
    const remoteId = remoteIdOf(resource.href, containerId);
    const ics = propertyOf(resource, caldav, 'calendar-data')?.text;
    const version = versionOf(propertyText(resource, dav, 'getetag') ?? '');
    if (resource.status === 404 || resource.status === 410) found.set(remoteId, gone(remoteId));
    else if (ics !== undefined && ics !== '') found.set(remoteId, { remoteId, version, ics });
  }
  const objects: CalendarObject[] = [];
  for (const remoteId of remoteIds) {
    objects.push(found.get(remoteId) ?? (await getObject(session, containerId, remoteId)));
  }
  return objects;
};

/** Where an event with that UID is already, if anywhere; a UID is in a calendar once (RFC 4791 §4.1). */
export const findByUid = async (
  session: ProviderSession,
  containerId: string,
  uid: string,
): Promise<string | null> => {
  const { resources } = await report(session, { url: containerId, depth: '1', body: uidBody(uid) });
  const members = resources.map(resource => remoteIdOf(resource.href, containerId));
  return members.find(remoteId => !isCollectionPath(remoteId)) ?? null;
};
