import { ProviderError } from '#kernel';
import type { ProviderResponse } from '#provider-sdk';
import { caldav, dav, hasPrecondition, preconditionsOf } from './dav/index.js';

/** https://www.rfc-editor.org/rfc/rfc4791#section-5.3.2.1 */
export const isUidConflict = ({ status, text }: ProviderResponse): boolean =>
  [403, 409, 412].includes(status) && hasPrecondition(text, caldav, 'no-uid-conflict');

const meanings: Readonly<Record<string, string>> = {
  [`{${caldav}}valid-calendar-data`]: 'the server finds the event invalid',
  [`{${caldav}}valid-calendar-object-resource`]: 'the server finds the event invalid',
  [`{${caldav}}supported-calendar-component`]: 'the calendar takes no events',
  [`{${caldav}}max-resource-size`]: 'the event is too large for this server',
  [`{${caldav}}max-attendees-per-instance`]: 'the event has too many attendees for this server',
  [`{${caldav}}max-instances`]: 'the series has too many occurrences for this server',
  [`{${caldav}}min-date-time`]: 'the event is too early for this server',
  [`{${caldav}}max-date-time`]: 'the event is too late for this server',
  [`{${dav}}quota-not-exceeded`]: 'the account is full',
  [`{${dav}}sufficient-disk-space`]: 'the server is full',
};

/** Reads what WebDAV says beyond the status: a full disk is no moment's failure, a lock is. */
export const explainPut = (response: ProviderResponse): Error | undefined => {
  const { status } = response;
  const meaning = preconditionsOf(response.text)
    .map(({ name }) => meanings[name])
    .find(Boolean);
  if (meaning !== undefined) {
    return new ProviderError('permanent', `Not written: ${meaning}.`, { remoteStatus: status });
  }
  if (status === 507)
    return new ProviderError('permanent', 'Not written: the account is full.', { remoteStatus: status });
  if (status === 423) return new ProviderError('temporary', 'The event is locked.', { remoteStatus: status });
  return undefined;
};
