import type { ProviderSession } from '#provider-sdk';
import { unless } from '../explain.js';
import { nextCursor, SlackApi } from '../slack-api.js';
import type { SlackMessage, SlackMessages, SlackPosted } from '../slack.types.js';

export interface HistoryPage {
  readonly messages: readonly SlackMessage[];
  readonly next: string | undefined;
}

export interface NewMessage {
  readonly text: string;
  readonly thread: string | undefined;
  readonly metadata: object;
  /** By the person instead of the app. */
  readonly as: 'user' | undefined;
}

const gone = ['message_not_found', 'thread_not_found'];
const pageSize = 200;

/** The messages of one channel: https://docs.slack.dev/messaging/retrieving-messages */
export class MessagesApi {
  private readonly api: SlackApi;

  constructor(
    session: ProviderSession,
    private readonly channel: string,
  ) {
    this.api = new SlackApi(session);
  }

  /** One page, newest first, without replies in threads. */
  async history(where: {
    readonly oldest: string;
    readonly cursor: string | null;
    readonly limit: number;
  }): Promise<HistoryPage> {
    const { oldest, cursor, limit } = where;
    const page = await this.api.read<SlackMessages>('conversations.history', {
      channel: this.channel,
      oldest,
      limit,
      cursor: cursor ?? undefined,
      include_all_metadata: true,
    });
    return { messages: page.messages ?? [], next: nextCursor(page) };
  }

  /** Replies of one thread after `oldest`; Slack adds the parent, which is left out here. */
  async *replies(thread: string, oldest: string): AsyncIterable<SlackMessage> {
    const given = {
      channel: this.channel,
      ts: thread,
      oldest,
      limit: pageSize,
      include_all_metadata: true,
    };
    for await (const page of this.api.pages<SlackMessages>('conversations.replies', given)) {
      for (const message of page.messages ?? []) if (message.ts !== thread) yield message;
    }
  }

  /** One message as it is now. `thread` is where it was said, if in a thread. */
  async get(ts: string, thread: string | undefined): Promise<SlackMessage | undefined> {
    const page = await unless(
      gone,
      this.api.read<SlackMessages>('conversations.replies', {
        channel: this.channel,
        ts: thread ?? ts,
        oldest: ts,
        latest: ts,
        inclusive: true,
        limit: 10,
        include_all_metadata: true,
      }),
    );
    return page?.messages?.find(message => message.ts === ts);
  }

  post(message: NewMessage): Promise<SlackPosted> {
    const { text, thread, metadata, as } = message;
    const given = { channel: this.channel, text, thread_ts: thread, metadata: JSON.stringify(metadata) };
    return this.api.write('chat.postMessage', given, as);
  }

  /** `undefined` when it is gone. Blocks and attachments that are not named stay as they are. */
  update(ts: string, text: string): Promise<SlackPosted | undefined> {
    return unless(gone, this.api.write<SlackPosted>('chat.update', { channel: this.channel, ts, text }));
  }

  async remove(ts: string): Promise<void> {
    await unless(gone, this.api.write<SlackPosted>('chat.delete', { channel: this.channel, ts }));
  }
}
