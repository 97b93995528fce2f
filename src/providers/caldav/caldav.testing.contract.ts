import { failureOf, providerResponse, type ProviderRequest, type ProviderSession } from '#provider-sdk';

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Script {
  readonly session: ProviderSession;
  /** Requests in order: `METHOD url`. */
  readonly log: string[];
  readonly requests: ProviderRequest[];
  readonly warnings: string[];
}

/** A server that answers each `METHOD url` with what is written down for it, several answers in turn. */
export const scripted = (
  apiUrl: string,
  answers: Readonly<Record<string, Answer | readonly Answer[]>>,
  settings: Readonly<Record<string, string>> = {},
): Script => {
  const log: string[] = [];
  const requests: ProviderRequest[] = [];
  const warnings: string[] = [];
  const left = new Map(
    Object.entries(answers).map(([key, value]) => [
      key,
      Array.isArray(value) ? [...(value as readonly Answer[])] : [value as Answer],
    ]),
  );
  const now = (): Date => new Date('2026-11-21T12:00:00Z');
  const request: ProviderSession['http']['request'] = request => {
    const key = `${request.method} ${request.url}`;
    log.push(key);
    requests.push(request);
    const queue = left.get(key) ?? [];
    const answer = queue.length > 1 ? queue.shift() : queue[0];
    if (!answer) throw new Error(`Nothing is written down for ${key}`);
    const response = providerResponse(answer.status ?? 207, answer.headers ?? {}, answer.body ?? '');
    const failure = failureOf(request, response, now());
    return failure ? Promise.reject(failure) : Promise.resolve(response);
  };
  const logger = { info: () => undefined, warn: (message: string) => void warnings.push(message) };
  const signal = new AbortController().signal;
  return { session: { http: { request }, apiUrl, signal, logger, now, settings }, log, requests, warnings };
};

export const eventText = (uid: string, title = 'Lunch', more: readonly string[] = []): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Example//Test//EN',
    'BEGIN:VEVENT',
    `UID:${uid}`,
    'DTSTAMP:20260101T000000Z',
    'DTSTART:20260601T100000Z',
    'DTEND:20260601T110000Z',
    `SUMMARY:${title}`,
    ...more,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');

const namespaces =
  'xmlns:d="DAV:" xmlns:cal="urn:ietf:params:xml:ns:caldav" xmlns:cs="http://calendarserver.org/ns/"';
export const multistatus = (responses: readonly string[], token?: string): Answer => ({
  body: `<d:multistatus ${namespaces}>${responses.join('')}${token === undefined ? '' : `<d:sync-token>${token}</d:sync-token>`}</d:multistatus>`,
});
export const listed = (href: string, etag: string, more = ''): string =>
  `<d:response><d:href>${href}</d:href><d:propstat><d:prop><d:getetag>${etag}</d:getetag>${more}</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>`;
export const status = (href: string, code: string): string =>
  `<d:response><d:href>${href}</d:href><d:status>HTTP/1.1 ${code}</d:status></d:response>`;
export const body = (href: string, etag: string, ics: string): string =>
  listed(
    href,
    etag,
    `<cal:calendar-data>${ics.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</cal:calendar-data>`,
  );

export const error = (code: number, name = ''): Answer => ({
  status: code,
  body: name && `<d:error xmlns:d="DAV:"><d:${name}/></d:error>`,
});
