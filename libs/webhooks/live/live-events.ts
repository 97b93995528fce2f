import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { EntityManager } from '@mikro-orm/postgresql';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { OrganizationScope, Signals } from '#database';
import { type Actor, Clock } from '#kernel';
import { feedTopic } from '../deliveries/topics.js';
import { typeMatches } from '../endpoints/event-filter.js';

/** Also how soon a lost signal is made up for. */
const lookMs = 5_000;
const heartbeatMs = 15_000;
const recheckMs = 5_000;
const pageSize = 200;
/** For readers that do not read, when the hub stops. */
const patienceMs = 2_000;

export interface Follower {
  readonly organizationId: string;
  readonly actor: Actor;
  /** Empty: all. */
  readonly types: readonly string[];
  /** The id of the last event that the follower has; null begins with what comes next. */
  readonly lastEventId: string | null;
  /** False once the credential is not valid any more. */
  readonly isAllowed: () => Promise<boolean>;
}

interface FeedRow {
  readonly id: string;
  readonly type: string;
  readonly position: string;
  readonly occurred_at: Date | string;
  readonly data: string;
}

/**
 * An organization's feed as server-sent events (https://html.spec.whatwg.org/#server-sent-events). It reads the table,
 * so it does not matter which process published, and a page at a time as the reader takes them, so a slow reader costs
 * no memory.
 */
@Injectable()
export class LiveEvents implements BeforeApplicationShutdown {
  readonly #wakers = new Map<string, Set<() => void>>();
  readonly #open = new Set<Readable>();
  #closing = false;

  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly signals: Signals,
    private readonly clock: Clock,
  ) {
    this.signals.on(feedTopic, organizationId => this.#wake(organizationId));
  }

  /** A connection whose stream ends after the server closed would be kept alive, and with it the process. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#closing = true;
    for (const organizationId of this.#wakers.keys()) this.#wake(organizationId);
    const ends = [...this.#open].map(stream => finished(stream).catch(() => undefined));
    const late = setTimeout(() => {
      for (const stream of this.#open) stream.destroy();
    }, patienceMs);
    await Promise.all(ends);
    clearTimeout(late);
  }

  /** Ends with the hub: at once when it is read, else it is broken off. */
  stream(follower: Follower): Readable {
    const stream = Readable.from(this.follow(follower), { highWaterMark: 1 });
    this.#open.add(stream);
    return stream.once('close', () => this.#open.delete(stream));
  }

  async *follow(follower: Follower): AsyncGenerator<string> {
    const bell = new Bell();
    const wakers = this.#wakers.get(follower.organizationId) ?? new Set();
    this.#wakers.set(follower.organizationId, wakers.add(bell.ring));
    try {
      yield* this.#events(follower, bell);
    } finally {
      wakers.delete(bell.ring);
      if (wakers.size === 0) this.#wakers.delete(follower.organizationId);
    }
  }

  async *#events(follower: Follower, bell: Bell): AsyncGenerator<string> {
    const start = await this.#within(follower, () => this.#start(follower.lastEventId));
    let { position } = start;
    yield start.isKnown
      ? ': following\n\n'
      : 'event: reset\ndata: {"reason":"last event id is not known"}\n\n';
    let [spokeAt, checkedAt] = [performance.now(), performance.now()];
    while (!this.#closing) {
      if (performance.now() - checkedAt > recheckMs) {
        if (!(await follower.isAllowed())) break;
        checkedAt = performance.now();
      }
      const rows = await this.#within(follower, () => this.#after(position));
      position = Number(rows.at(-1)?.position ?? position);
      const text = rows
        .filter(row => isWanted(follower, row.type))
        .map(format)
        .join('');
      if (text !== '' || performance.now() - spokeAt > heartbeatMs) {
        // A comment keeps proxies from closing a stream in which nothing moves.
        yield text === '' ? ': nothing new\n\n' : text;
        spokeAt = performance.now();
      }
      if (rows.length < pageSize && !this.#closing) await bell.rung(lookMs);
    }
  }

  #wake(organizationId: string): void {
    for (const ring of this.#wakers.get(organizationId) ?? []) ring();
  }

  async #start(lastEventId: string | null): Promise<{ position: number; isKnown: boolean }> {
    if (lastEventId !== null) {
      const rows: { position: string | null }[] = await this.em.execute(
        'select position from event where id = ?',
        [lastEventId],
      );
      if (rows[0]?.position) return { position: Number(rows[0].position), isKnown: true };
    }
    const rows: { position: string }[] = await this.em.execute('select position from event_feed');
    return { position: Number(rows[0]?.position ?? 0), isKnown: lastEventId === null };
  }

  /** Without what stands on a consent that was withdrawn meanwhile. */
  #after(position: number): Promise<FeedRow[]> {
    return this.em.execute(feedSql, [position, pageSize, this.clock.now()]);
  }

  #within<T>({ organizationId, actor }: Follower, work: () => Promise<T>): Promise<T> {
    return this.scope.run(organizationId, actor, work);
  }
}

/** Rung before it is listened to, it does not make anybody wait. */
class Bell {
  #rung = false;
  #listener: (() => void) | undefined;

  readonly ring = (): void => {
    this.#rung = true;
    this.#listener?.();
  };

  async rung(timeoutMs: number): Promise<void> {
    if (!this.#rung) {
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, timeoutMs);
        this.#listener = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#rung = false;
    this.#listener = undefined;
  }
}

/** No type: the event is not to be shown any more. */
const isWanted = ({ types }: Follower, type: string): boolean =>
  type !== '' && (types.length === 0 || types.some(pattern => typeMatches(pattern, type)));

const format = ({ id, type, occurred_at, data }: FeedRow): string => {
  const timestamp = new Date(occurred_at).toISOString();
  return `id: ${id}\nevent: ${type}\ndata: {"id":"${id}","type":"${type}","timestamp":"${timestamp}","data":${data}}\n\n`;
};

/** The page is cut before the consent is looked at: its last row is where the next page begins. */
const feedSql = `
  with page as (
    select id, type, position, occurred_at, data, consent_id from event where position > ? order by position limit ?
  )
  select p.id, p.position, p.occurred_at, p.data::text as data,
    case when p.consent_id is null or (c.state = 'given' and (c.expires_at is null or c.expires_at > ?))
      then p.type else '' end as type
  from page p left join consent_record c on c.id = p.consent_id order by p.position`;
