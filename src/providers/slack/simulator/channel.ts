import { randomBytes } from 'node:crypto';
import type { Clock } from '#kernel';
import { isAfter, tsAt } from '../messages/timestamps.js';
import type { SlackMessage } from '../slack.types.js';
import { Refusal } from './refusal.js';

export interface ChannelFacts {
  readonly id: string;
  readonly name: string;
  readonly kind: 'public_channel' | 'private_channel' | 'im' | 'mpim';
  /** The other person of a direct conversation. */
  readonly user?: string;
}

export type StoredMessage = SlackMessage & Readonly<Record<string, unknown>>;
type Announce = (event: Readonly<Record<string, unknown>>) => void;

export const slackId = (letter: string): string => `${letter}${randomBytes(5).toString('hex').toUpperCase()}`;

/** One conversation and what was said in it. Threads are kept flat, as Slack gives them. */
export class SimulatedChannel {
  readonly members = new Set<string>();
  topic = '';
  private readonly said = new Map<string, StoredMessage>();
  private last = '0.000000';

  constructor(
    readonly facts: ChannelFacts,
    private readonly clock: Clock,
    private readonly announce: Announce,
  ) {}

  get id(): string {
    return this.facts.id;
  }

  /** What the channel shows, newest first. */
  top(): StoredMessage[] {
    return this.all().filter(message => !isInThread(message) || message.subtype === 'thread_broadcast');
  }

  thread(ts: string): StoredMessage[] {
    return this.all()
      .filter(message => message.ts === ts || message.thread_ts === ts)
      .reverse();
  }

  all(): StoredMessage[] {
    return [...this.said.values()]
      .sort((a, b) => (isAfter(a.ts, b.ts) ? -1 : 1))
      .map(message => this.withReplies(message));
  }

  get(ts: string): StoredMessage | undefined {
    return this.all().find(message => message.ts === ts);
  }

  post(message: Omit<StoredMessage, 'ts'>): StoredMessage {
    const { thread_ts: thread } = message;
    if (typeof thread === 'string') {
      const parent = this.said.get(thread);
      if (!parent) throw new Refusal('thread_not_found');
      this.said.set(thread, { ...parent, thread_ts: thread });
    }
    const stored = { type: 'message', ...message, ts: this.nextTs() };
    this.said.set(stored.ts, stored);
    this.announce({ ...stored, type: 'message', channel: this.id, event_ts: stored.ts });
    return stored;
  }

  /** Slack gives the time of an edit in whole seconds. */
  edit(ts: string, change: Readonly<Record<string, unknown>>, user: string): StoredMessage {
    const before = this.present(ts);
    const edited = { user, ts: `${Math.floor(this.clock.now().getTime() / 1000)}.000000` };
    const message: StoredMessage = { ...before, ...change, ts, edited };
    this.said.set(ts, message);
    this.announceHidden('message_changed', { message, previous_message: before });
    return message;
  }

  /** A message with replies leaves a tombstone. */
  remove(ts: string): void {
    const before = this.present(ts);
    if (this.thread(ts).length > 1 && !isInThread(before)) {
      const { thread_ts: thread } = before;
      const gone = { subtype: 'tombstone', text: 'This message was deleted.', user: 'USLACKBOT' };
      const message = { type: 'message', ts, ...gone, ...(thread ? { thread_ts: thread } : {}) };
      this.said.set(ts, message);
      this.announceHidden('message_changed', { message, previous_message: before });
      return;
    }
    this.said.delete(ts);
    this.announceHidden('message_deleted', { deleted_ts: ts, previous_message: before });
  }

  react(ts: string, name: string, user: string): void {
    const message = this.present(ts);
    const reactions = (message.reactions ?? []) as readonly {
      name: string;
      count: number;
      users: string[];
    }[];
    const present = reactions.find(reaction => reaction.name === name);
    if (present?.users.includes(user)) throw new Refusal('already_reacted');
    const users = [...(present?.users ?? []), user];
    const others = reactions.filter(reaction => reaction.name !== name);
    this.said.set(ts, { ...message, reactions: [...others, { name, count: users.length, users }] });
    this.announce({
      type: 'reaction_added',
      user,
      reaction: name,
      item: { type: 'message', channel: this.id, ts },
    });
  }

  private present(ts: string): StoredMessage {
    const message = this.said.get(ts);
    if (!message || message.subtype === 'tombstone') throw new Refusal('message_not_found');
    return message;
  }

  private withReplies(message: StoredMessage): StoredMessage {
    if (isInThread(message)) return message;
    const replies = [...this.said.values()].filter(
      ({ ts, thread_ts: thread }) => thread === message.ts && ts !== message.ts,
    );
    if (replies.length === 0) return message;
    const latest = replies.reduce((last, { ts }) => (isAfter(ts, last) ? ts : last), message.ts);
    return { ...message, thread_ts: message.ts, reply_count: replies.length, latest_reply: latest };
  }

  private announceHidden(subtype: string, more: object): void {
    const ts = this.nextTs();
    this.announce({ type: 'message', subtype, hidden: true, channel: this.id, ts, event_ts: ts, ...more });
  }

  private nextTs(): string {
    const now = tsAt(this.clock.now());
    const [seconds = '0', fraction = '0'] = this.last.split('.');
    const following = String(Number(fraction) + 1).padStart(6, '0');
    this.last = isAfter(now, this.last) ? now : `${seconds}.${following}`;
    return this.last;
  }
}

const isInThread = ({ ts, thread_ts: thread }: StoredMessage): boolean =>
  thread !== undefined && thread !== ts;
