import type { JobsOptions } from 'bullmq';
import { AlarmRanks } from './alarm-ranks.js';
import { type Engine, type LaneJob, lastTurn, type LaneQueue, type Turns } from './bull-engine.js';
import { newJobId } from './job-id.js';
import { organizationOf } from './operations/parking.js';
import type { Standing } from './operations/standing.js';
import { ReopeningQueue } from './reopening-queue.js';

const bulk = 500;
/** Only for what our own retry cannot note down: a queue or a database that was away at that moment. */
const engineRetries: JobsOptions = { attempts: 3, backoff: { type: 'exponential', delay: 1000 } };

/**
 * Adds to the queues. Everything here throws while the engine is away.
 *
 * - A lane is a deduplication id with `keepLastIfActive`: an add during a run is kept as the one that follows it. With a
 *   plain deduplication id, or the lane as job id, it would be lost.
 * - The kept one is *overwritten* by the next add during the same run. A delayed wake-up that replaced an immediate one
 *   would make it late, so delays are jobs of a queue of their own (alarms, one a lane) and a lane's job is immediate.
 * - Every job gets its id here: a generated id would execute CREATE SEQUENCE, which the serving role may not.
 */
export class Wakes {
  readonly lanes: ReopeningQueue;
  readonly alarms: ReopeningQueue;
  readonly #turns: Turns;
  readonly #ranks = new AlarmRanks();

  constructor(
    engine: Engine,
    private readonly standing: Standing,
    onError: (error: Error) => void,
  ) {
    this.lanes = new ReopeningQueue(engine, 'lanes', onError);
    this.alarms = new ReopeningQueue(engine, 'alarms', onError);
    this.#turns = engine.turns();
  }

  async add(task: string, lane: string): Promise<void> {
    const queue = await this.lanes.get();
    const [job] = await this.#jobs(task, [lane]);
    if (job) await queue.add(job.name, job.data, job.opts);
  }

  async addAll(task: string, lanes: readonly string[]): Promise<void> {
    const queue = await this.lanes.get();
    const distinct = [...new Set(lanes)];
    for (let from = 0; from < distinct.length; from += bulk)
      await queue.addBulk(await this.#jobs(task, distinct.slice(from, from + bulk)));
  }

  /** One alarm a lane, the earliest: a later one is dropped, for the earlier run decides anew when to come again. */
  async setAlarm(task: string, lane: string, delayMs: number): Promise<void> {
    const queue = await this.alarms.get();
    const delay = Math.max(1, Math.round(delayMs));
    const priority = await this.#rank(lane);
    const deduplication = { id: `${task}:${lane}`, keepLastIfActive: true };
    const wanted = { ...engineRetries, delay, priority, jobId: newJobId(task) };
    const added = await queue.add(task, { lane }, { ...wanted, deduplication });
    if (!added.id || added.id === wanted.jobId) return;
    if (!(await isLater(queue, added.id, added.timestamp + delay))) return;
    const replacing = { ...deduplication, replace: true };
    await queue.add(task, { lane }, { ...wanted, jobId: newJobId(task), deduplication: replacing });
  }

  renumber(): Promise<void> {
    return this.#turns.renumber();
  }

  async close(): Promise<void> {
    await Promise.all([this.lanes.close(), this.alarms.close()]);
    await this.#turns.close();
  }

  async #jobs(
    task: string,
    lanes: readonly string[],
  ): Promise<{ name: string; data: LaneJob; opts: JobsOptions }[]> {
    await this.standing.ensure();
    const wishes = lanes.map(lane => {
      const organization = organizationOf(lane);
      return { organization, weight: this.standing.weightOf(organization), key: `${task}:${lane}` };
    });
    const turns = await this.#turns.take(wishes);
    return wishes.map(({ key }, index) => ({
      name: task,
      data: { lane: lanes[index] ?? '' },
      opts: {
        ...engineRetries,
        jobId: newJobId(task),
        priority: turns[index] ?? lastTurn,
        deduplication: { id: key, keepLastIfActive: true },
      },
    }));
  }

  async #rank(lane: string): Promise<number> {
    await this.standing.ensure();
    const organization = organizationOf(lane);
    return Math.min(this.#ranks.next(organization, this.standing.weightOf(organization)), lastTurn);
  }
}

const isLater = async (queue: LaneQueue, id: string, thanMs: number): Promise<boolean> => {
  const waiting = await queue.getJob(id);
  return waiting !== undefined && (await waiting.isDelayed()) && waiting.timestamp + waiting.delay > thanMs;
};
