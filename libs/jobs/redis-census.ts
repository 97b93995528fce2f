import { Redis, type RedisOptions } from 'ioredis';
import { type Census, type JobState, queueSchema, type StateCount } from './bull-engine.js';

const keys: readonly (readonly [key: string, state: JobState])[] = [
  ['lanes:prioritized', 'waiting'],
  ['lanes:active', 'active'],
  ['lanes:delayed', 'delayed'],
  ['alarms:delayed', 'delayed'],
  ['lanes:failed', 'failed'],
  ['alarms:failed', 'failed'],
];
/** Redis does nothing else meanwhile: some two milliseconds. */
const slice = 5000;

/** Of a stretch of ids: their number, and by task how many and the least, which is the oldest. */
const countSlice = `
  local range = redis.call('TYPE', KEYS[1]).ok == 'list' and 'LRANGE' or 'ZRANGE'
  local ids = redis.call(range, KEYS[1], ARGV[1], ARGV[2])
  local counts, oldest = {}, {}
  for _, id in ipairs(ids) do
    local task = string.match(id, '^(.*)~') or ''
    counts[task] = (counts[task] or 0) + 1
    if not oldest[task] or id < oldest[task] then oldest[task] = id end
  end
  local found = { #ids }
  for task, count in pairs(counts) do
    found[#found + 1] = task
    found[#found + 1] = count
    found[#found + 1] = oldest[task]
  end
  return found`;

/** Redis counts by itself, a slice at a time; what moves between two slices may be missed or counted twice. */
export class RedisCensus implements Census {
  readonly #redis: Redis;
  #connecting: Promise<unknown> | undefined;

  constructor(options: Omit<RedisOptions, 'replyMapping'>) {
    this.#redis = new Redis({ ...options, lazyConnect: true, commandTimeout: 5000 });
    this.#redis.on('error', () => undefined); // The next command says the same.
  }

  async take(): Promise<StateCount[]> {
    // Once; afterwards the client reconnects by itself, and the command says what is wrong.
    if (this.#redis.status === 'wait') this.#connecting = this.#redis.connect().catch(() => undefined);
    await this.#connecting;
    const found: StateCount[] = [];
    for (const [key, state] of keys) found.push(...(await this.#count(key, state)));
    return found;
  }

  close(): Promise<void> {
    this.#redis.disconnect();
    return Promise.resolve();
  }

  async #count(key: string, state: JobState): Promise<StateCount[]> {
    const found: StateCount[] = [];
    for (let from = 0; ; from += slice) {
      const stretch = [from, from + slice - 1];
      const answer = await this.#redis.eval(countSlice, 1, `${queueSchema}:${key}`, ...stretch);
      const [size, ...rest] = answer as [number, ...(string | number)[]];
      for (let at = 0; at < rest.length; at += 3)
        found.push({
          task: String(rest[at]),
          state,
          count: Number(rest[at + 1]),
          oldest: String(rest[at + 2]),
        });
      if (size < slice) return found;
    }
  }
}
