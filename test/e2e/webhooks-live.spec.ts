import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import {
  agree,
  Caller,
  createOrganization,
  createTestDatabase,
  delivered,
  type ProcessHub,
  Receiver,
  register,
  startHubProcess,
  type TestDatabase,
  type TestOrganization,
  until,
} from '#support';

interface Followed {
  readonly id: string;
  readonly type: string;
  readonly data: { readonly consentId?: string };
}

/** Reads server-sent events as a browser would. */
class Follower {
  readonly events: Followed[] = [];
  readonly ended: Promise<void>;
  /** From here on nothing is missed. */
  readonly following: Promise<void>;
  private began: () => void = () => undefined;
  private readonly stopping = new AbortController();

  constructor(
    readonly url: string,
    key: string,
    headers: Record<string, string> = {},
  ) {
    this.following = new Promise(resolve => (this.began = resolve));
    this.ended = this.read(key, headers);
  }

  get ids(): string[] {
    return this.events.map(event => event.id);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.ended;
  }

  private async read(key: string, headers: Record<string, string>): Promise<void> {
    try {
      const response = await fetch(this.url, {
        headers: { authorization: `Bearer ${key}`, ...headers },
        signal: this.stopping.signal,
      });
      if (response.headers.get('content-type') !== 'text/event-stream')
        throw new Error(await response.text());
      let text = '';
      for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
        this.began();
        text += chunk;
        const blocks = text.split('\n\n');
        text = blocks.pop() ?? '';
        for (const block of blocks) this.take(block);
      }
    } catch (error) {
      if (!this.stopping.signal.aborted) throw error;
    }
  }

  private take(block: string): void {
    const data = /^data: (.*)$/m.exec(block)?.[1];
    const id = /^id: (.*)$/m.exec(block)?.[1];
    if (id && data) this.events.push(JSON.parse(data) as Followed);
  }
}

let database: TestDatabase;
let first: ProcessHub;
let second: ProcessHub;
let acme: TestOrganization;
let elsewhere: TestOrganization;

const has = (follower: Follower, count: number) =>
  until(
    async () => follower.events,
    events => events.length >= count,
  );

beforeAll(async () => {
  database = await createTestDatabase();
  const settings = { CAUSEWAY_KEY: randomBytes(32).toString('base64') };
  first = await startHubProcess({ database, settings });
  second = await startHubProcess({ database, settings });
  acme = await createOrganization(first.url, first.operatorKey, 'Acme');
  elsewhere = { ...acme, owner: new Caller(second.url, acme.owner.key) };
});
afterAll(async () => {
  await Promise.all([first.stop(), second.stop()]);
  await database.drop();
});

describe('following events live', () => {
  it('sees at once what another process published, and resumes anywhere without a gap', async () => {
    const follower = new Follower(`${second.url}${acme.at('/live')}`, acme.owner.key);
    await follower.following;
    await agree(acme, 'warm-up');
    await has(follower, 1);
    const began = Date.now();
    const one = await agree(acme, 'one');
    await has(follower, 2);
    expect(Date.now() - began).toBeLessThan(5_000);
    expect(follower.events[1]).toMatchObject({ type: 'consent.given', data: { consentId: one } });
    await follower.stop();

    const missed = [await agree(acme, 'two'), await agree(elsewhere, 'three'), await agree(acme, 'four')];
    const resumed = new Follower(`${first.url}${acme.at('/live')}`, acme.owner.key, {
      'last-event-id': follower.ids[1]!,
    });
    await has(resumed, 3);
    const next = await agree(elsewhere, 'five');
    await has(resumed, 4);
    expect(resumed.events.map(event => event.data.consentId)).toEqual([...missed, next]);
    await resumed.stop();
  });

  it('loses nothing and repeats nothing while two processes publish at once', async () => {
    const follower = new Follower(`${second.url}${acme.at('/live?types=consent.given')}`, acme.owner.key);
    await follower.following;
    await agree(acme, 'warm-up');
    await has(follower, 1);
    const people = Array.from({ length: 40 }, (_, i) => i);
    const made = await Promise.all(people.map(i => agree(i % 2 === 0 ? acme : elsewhere, `crowd-${i}`)));
    await has(follower, 41);
    expect(new Set(follower.ids).size).toBe(41);
    expect(new Set(follower.events.slice(1).map(event => event.data.consentId))).toEqual(new Set(made));
    await follower.stop();
  });

  it('shows only the types asked for', async () => {
    const follower = new Follower(`${first.url}${acme.at('/live?types=consent.withdrawn')}`, acme.owner.key);
    await follower.following;
    const consentId = await agree(acme, 'six');
    await acme.owner.post(acme.at(`/consents/${consentId}/withdraw`));
    await has(follower, 1);
    expect(follower.events.map(event => event.type)).toEqual(['consent.withdrawn']);
    await follower.stop();
  });

  it('ends within seconds when the key is revoked', async () => {
    const { id, key } = await acme.owner.post<{ id: string; key: string }>(acme.at('/keys'), {
      name: 'screen',
      role: 'auditor',
    });
    const follower = new Follower(`${second.url}${acme.at('/live')}`, key);
    await follower.following;
    await agree(acme, 'seven');
    await has(follower, 1);
    await acme.owner.ok('DELETE', acme.at(`/keys/${id}`));
    const began = Date.now();
    await follower.ended;
    expect(Date.now() - began).toBeLessThan(12_000);
  }, 30_000);
});

describe('a worker that is halted', () => {
  it('loses its endpoint to another process and writes nothing when it goes on', async () => {
    const receiver = await Receiver.start();
    const { id } = await register(acme, receiver.url, { eventTypes: ['consent.given'] });
    let halted: ProcessHub | undefined;
    receiver.answer = response => {
      if (halted) return void response.writeHead(200).end();
      // Whoever sent this one is halted before it hears the answer.
      halted = second;
      void second.kill('SIGSTOP').then(() => response.writeHead(500).end());
    };
    // The second process publishes, so it is the first to hear of the delivery.
    const consentId = await agree(elsewhere, 'eight');
    const taken = await delivered(acme, `&endpointId=${id}`, found => found.status === 'delivered').catch(
      (error: unknown) => error as Error,
    );
    await second.kill('SIGCONT');
    expect(taken).toMatchObject({ attempts: 1, responseStatus: 200 });
    await until(
      () => elsewhere.owner.send('GET', acme.at('/endpoints')),
      answer => answer.status === 200,
    );
    await new Promise(resolve => setTimeout(resolve, 1_500));
    const after = await delivered(acme, `&endpointId=${id}`, () => true);
    expect(after).toMatchObject({ status: 'delivered', attempts: 1, responseStatus: 200 });
    expect(after.attemptList).toHaveLength(1);
    expect(receiver.hooks.every(hook => hook.event.data['consentId'] === consentId)).toBe(true);
    expect(new Set(receiver.ids).size).toBe(1);
    await receiver.stop();
  }, 60_000);
});
