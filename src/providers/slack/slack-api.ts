import type { ProviderRequest, ProviderSession } from '#provider-sdk';
import { refusalOf } from './explain.js';
import type { SlackAnswer } from './slack.types.js';

export type SlackArguments = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * Slack's Web API: every method is a POST. Forms, because every method takes them and not every one takes JSON:
 * https://docs.slack.dev/apis/web-api/#basics
 */
export class SlackApi {
  constructor(private readonly session: ProviderSession) {}

  read<T extends SlackAnswer>(method: string, given: SlackArguments): Promise<T> {
    return this.call(method, given, { idempotent: true });
  }

  /** Never sent twice by itself: Slack recognises no repetition. */
  write<T extends SlackAnswer>(method: string, given: SlackArguments, as?: 'user'): Promise<T> {
    return this.call(method, given, { idempotent: false, ...(as ? { as } : {}) });
  }

  /** All pages of a listing by cursor. */
  async *pages<T extends SlackAnswer>(method: string, given: SlackArguments): AsyncIterable<T> {
    let cursor: string | undefined;
    do {
      const page: T = await this.read<T>(method, { ...given, cursor });
      yield page;
      cursor = nextCursor(page);
    } while (cursor !== undefined);
  }

  private async call<T extends SlackAnswer>(
    method: string,
    given: SlackArguments,
    how: Pick<ProviderRequest, 'idempotent' | 'as'>,
  ): Promise<T> {
    this.session.signal.throwIfAborted();
    const response = await this.session.http.request({
      method: 'POST',
      url: `${this.session.apiUrl}/${method}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      body: formOf(given),
      ...how,
    });
    const answer = response.json<T | null>();
    if (answer?.ok !== true) throw refusalOf(method, answer ?? {}, response, this.session.now());
    return answer;
  }
}

const formOf = (given: SlackArguments): string => {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(given)) if (value !== undefined) form.set(name, String(value));
  return form.toString();
};

/** An empty cursor is the end: https://docs.slack.dev/apis/web-api/pagination */
export const nextCursor = (page: SlackAnswer): string | undefined =>
  page.response_metadata?.next_cursor || undefined;
