import type { Engine, LaneQueue, QueueName } from './bull-engine.js';

/**
 * The engine rejects an add at once while it is away, and BullMQ keeps a failed first connection for ever: the queue is
 * opened anew until it succeeds.
 */
export class ReopeningQueue {
  #opening: Promise<LaneQueue> | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly name: QueueName,
    private readonly onError: (error: Error) => void,
  ) {}

  get(): Promise<LaneQueue> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  async close(): Promise<void> {
    const opening = this.#opening;
    this.#opening = Promise.reject(new Error('The queue is closed'));
    this.#opening.catch(() => undefined);
    if (opening) await opening.then(queue => queue.close());
  }

  async #open(): Promise<LaneQueue> {
    const queue = this.engine.queue(this.name, {
      streams: { events: { maxLen: 1000 } },
      defaultJobOptions: { removeOnComplete: true, removeOnFail: { age: 7 * 86_400, count: 500 } },
    });
    queue.on('error', this.onError);
    // Redis is waited for without end otherwise.
    const refused = new Promise<never>((_, reject) => void queue.on('error', reject));
    refused.catch(() => undefined);
    try {
      await Promise.race([queue.waitUntilReady(), refused]);
      return queue;
    } catch (error) {
      await queue.close();
      throw error;
    }
  }
}
