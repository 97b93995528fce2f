import { setTimeout as sleep } from 'node:timers/promises';
import {
  type DavServer,
  event,
  startRadicale,
  syncCalendar,
  type SyncedCalendar,
  type TestOrganization,
} from '#support';
import type { BackboneStage } from '../faults/backbone/stage.js';
import { post } from '../faults/backbone/vendor.js';

const perSecond = 50;
const syncEveryMs = 5_000;
const readEveryMs = 500;
const pages = ['/records', '/events', '/deliveries', '/receipts', '/syncs', '/connections', '/endpoints'];

/** What an ordinary day asks of the hub, without an end: webhooks, syncs, reads, and somebody who follows. */
export class SoakLoad {
  readonly done = { webhooks: 0, runs: 0, failedRuns: 0, reads: 0, failedReads: 0, followed: 0 };
  /** By status; 0 is none within ten seconds. */
  readonly notTaken: Record<string, number> = {};
  readonly #ended = new AbortController();
  #work: readonly Promise<void>[] = [];

  private constructor(
    private readonly stage: BackboneStage,
    private readonly server: DavServer,
    private readonly calendar: SyncedCalendar,
  ) {}

  /** A calendar with so many events is synced before anything is measured. */
  static async start(stage: BackboneStage, events: number): Promise<SoakLoad> {
    const server = await startRadicale();
    const calendar = await syncCalendar(stage.acme, server);
    for (let i = 0; i < events; i++) await calendar.program.put(`${i}.ics`, event(`${i}`, `Meeting ${i}`));
    await calendar.run();
    const load = new SoakLoad(stage, server, calendar);
    load.#work = [load.#webhooks(), load.#syncs(), load.#reads(), load.#follow()];
    return load;
  }

  async stop(): Promise<void> {
    this.#ended.abort();
    await Promise.all(this.#work);
  }

  async stopServer(): Promise<void> {
    await this.server.stop();
  }

  get #going(): boolean {
    return !this.#ended.signal.aborted;
  }

  /** At the pace whatever the answers. */
  async #webhooks(): Promise<void> {
    const [url = ''] = this.stage.of('api').map(hub => hub.url);
    const began = performance.now();
    const answers: Promise<void>[] = [];
    for (let sent = 0; this.#going;) {
      for (; sent < ((performance.now() - began) * perSecond) / 1000; sent++) {
        answers.push(
          post(url, `soak-${sent}`).then(status => {
            if (status === 200) this.done.webhooks += 1;
            else this.notTaken[status] = (this.notTaken[status] ?? 0) + 1;
          }),
        );
        if (answers.length > 1_000) await Promise.all(answers.splice(0, 500));
      }
      await sleep(10);
    }
    await Promise.all(answers);
  }

  async #syncs(): Promise<void> {
    for (let run = 0; this.#going; run++) {
      const changed = `${run % 100}`;
      await this.calendar.program.put(`${changed}.ics`, event(changed, `Meeting ${changed}, change ${run}`));
      const { status } = await this.calendar.run();
      this.done[status === 'succeeded' ? 'runs' : 'failedRuns'] += 1;
      await sleep(syncEveryMs);
    }
  }

  async #reads(): Promise<void> {
    const { owner, at }: TestOrganization = this.stage.acme;
    for (let read = 0; this.#going; read++) {
      const { status } = await owner.send('GET', at(`${pages[read % pages.length]}?limit=50`));
      this.done[status === 200 ? 'reads' : 'failedReads'] += 1;
      await sleep(readEveryMs);
    }
  }

  async #follow(): Promise<void> {
    const { owner, at } = this.stage.acme;
    const headers = { authorization: `Bearer ${owner.key}` };
    const answer = await fetch(owner.url + at('/live'), { headers, signal: this.#ended.signal });
    if (!answer.body) throw new Error(`Nothing to follow: ${answer.status}`);
    const text = new TextDecoder();
    try {
      for await (const chunk of answer.body as ReadableStream<Uint8Array>)
        this.done.followed += text.decode(chunk).match(/^id: ?\S/gm)?.length ?? 0;
    } catch (error) {
      if (this.#going) throw error;
    }
  }
}
