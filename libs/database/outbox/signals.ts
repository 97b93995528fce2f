import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import pg from 'pg';
import { newId } from '#kernel';
import type { Connection } from '../connection.js';

export const signalConnection = Symbol('SignalConnection');

export type SignalListener = (key: string) => void;

interface Message {
  readonly from: string;
  readonly topic: string;
  readonly keys: readonly string[];
}

const channel = 'causeway_signal';
/** PostgreSQL refuses a payload of 8000 bytes and more. */
const mostKeys = 80;
const gatherMs = 2;
const reconnectMs = 1_000;

/**
 * Says in every process that something is to be looked at: at once in this one, within milliseconds in the others by
 * LISTEN/NOTIFY on one connection of its own. A signal may be lost (no connection, a pooler in transaction mode), so
 * whoever listens also looks by itself from time to time.
 *
 * Signals are sent apart from the transactions that they speak of: a transaction that notifies takes a lock of the whole
 * server at its commit, so all writers would wait for each other. Signals of a few milliseconds go out together.
 */
@Injectable()
export class Signals implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger(Signals.name);
  readonly #origin = newId();
  readonly #listeners = new Map<string, Set<SignalListener>>();
  readonly #waiting = new Map<string, Set<string>>();
  #client: Promise<pg.Client | null> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(@Inject(signalConnection) private readonly connection: Connection) {}

  send(topic: string, keys: Iterable<string>): void {
    const waiting = this.#waiting.get(topic) ?? new Set();
    this.#waiting.set(topic, waiting);
    for (const key of keys) {
      waiting.add(key);
      this.#tell(topic, key);
    }
    this.#timer ??= setTimeout(() => void this.#notify(), gatherMs);
  }

  /** Answers how to stop listening. */
  on(topic: string, listener: SignalListener): () => void {
    const listeners = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, listeners);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  onApplicationBootstrap(): void {
    this.#client ??= this.#connect();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    const client = await this.#client;
    await client?.end().catch((error: unknown) => this.#complain(error));
  }

  #tell(topic: string, key: string): void {
    for (const listener of this.#listeners.get(topic) ?? []) listener(key);
  }

  async #notify(): Promise<void> {
    this.#timer = undefined;
    const messages = [...this.#waiting].flatMap(([topic, keys]) => chunked(this.#origin, topic, [...keys]));
    this.#waiting.clear();
    this.#client ??= this.#connect();
    const client = await this.#client;
    try {
      for (const message of messages) {
        await client?.query('select pg_notify($1, $2)', [channel, JSON.stringify(message)]);
      }
    } catch (error) {
      this.#complain(error);
    }
  }

  async #connect(): Promise<pg.Client | null> {
    const { ssl, ...rest } = this.connection;
    const client = new pg.Client({
      ...rest,
      ...(ssl ? { ssl: { rejectUnauthorized: true } } : {}),
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    });
    let isLost = false;
    const lost = (error?: unknown): null => {
      if (!isLost) this.#reconnect(error);
      isLost = true;
      return null;
    };
    try {
      client.on('error', lost).on('end', () => lost());
      await client.connect();
      client.on('notification', ({ payload }) => this.#hear(payload ?? ''));
      await client.query(`listen ${channel}`);
      return client;
    } catch (error) {
      return lost(error);
    }
  }

  #reconnect(error: unknown): void {
    if (this.#stopped) return;
    if (error) this.#complain(error);
    this.#client = new Promise(resolve => {
      setTimeout(() => resolve(this.#stopped ? null : this.#connect()), reconnectMs).unref();
    });
  }

  #hear(payload: string): void {
    const { from, topic, keys } = JSON.parse(payload) as Message;
    if (from === this.#origin) return;
    for (const key of keys) this.#tell(topic, key);
  }

  #complain(error: unknown): void {
    if (!this.#stopped) this.#logger.warn(`Signals are left to the sweeper: ${String(error)}`);
  }
}

const chunked = (from: string, topic: string, keys: readonly string[]): Message[] => {
  const messages: Message[] = [];
  for (let start = 0; start < keys.length; start += mostKeys) {
    messages.push({ from, topic, keys: keys.slice(start, start + mostKeys) });
  }
  return messages;
};
