import type { ContentSession, OpenedResponse, ProviderRequest, ProviderSession } from '#provider-sdk';
import type { Item } from './dropbox.types.js';
import { explain, unless } from './explain.js';

type Arguments = Readonly<Record<string, unknown>>;
type How = Pick<ProviderRequest, 'idempotent' | 'explain'>;

/**
 * JSON in a header is ASCII: everything else is escaped, and DEL too.
 * https://www.dropbox.com/developers/reference/json-encoding
 */
export const apiArg = (given: Arguments): string =>
  JSON.stringify(given).replace(
    /[\u007f-\uffff]/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** Contents have a host of their own; an installation under one address serves both there. */
const contentUrlOf = (apiUrl: string): string => apiUrl.replace('//api.', '//content.');

/** Dropbox's API: every call is a POST, with its arguments as the JSON body or, beside a content, in a header. */
export class DropboxApi {
  constructor(private readonly session: ProviderSession) {}

  async rpc<T>(route: string, given: Arguments | null, how: How = {}): Promise<T> {
    this.session.signal.throwIfAborted();
    const response = await this.session.http.request({
      method: 'POST',
      url: `${this.session.apiUrl}/${route}`,
      // A route without arguments takes `null`, and no other body.
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(given),
      explain: explain(this.session.now),
      ...how,
    });
    return response.json<T>();
  }

  read<T>(route: string, given: Arguments | null, how: How = {}): Promise<T> {
    return this.rpc(route, given, { idempotent: true, ...how });
  }

  /** By id or path; null when it is not there. */
  async find(path: string): Promise<Item | null> {
    const found = await unless(['path/not_found'], this.read<Item>('files/get_metadata', { path }));
    return found ?? null;
  }

  /** Sends bytes; a repetition is recognised by offset or content. */
  async send<T>(route: string, given: Arguments, body: Uint8Array): Promise<T> {
    this.session.signal.throwIfAborted();
    const response = await this.session.http.request({
      method: 'POST',
      url: `${contentUrlOf(this.session.apiUrl)}/${route}`,
      headers: { 'content-type': 'application/octet-stream', 'dropbox-api-arg': apiArg(given) },
      body,
      explain: explain(this.session.now),
      idempotent: true,
    });
    // Appending answers nothing, or null.
    return (response.text === '' ? null : response.json<T>()) as T;
  }
}

export const openContent = (
  session: ContentSession,
  route: string,
  given: Arguments,
  headers: Readonly<Record<string, string>> = {},
): Promise<OpenedResponse> =>
  session.http.open({
    method: 'POST',
    url: `${contentUrlOf(session.apiUrl)}/${route}`,
    headers: { accept: '*/*', 'dropbox-api-arg': apiArg(given), ...headers },
    explain: explain(session.now),
    idempotent: true,
  });
