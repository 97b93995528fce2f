import { Redis, type RedisOptions } from 'ioredis';
import { lastTurn, queueSchema, renumberAt, type TurnWish, type Turns } from './bull-engine.js';

const queue = `${queueSchema}:lanes`;
const lastTurns = `${queueSchema}:turns`;

/**
 * BullMQ's score of a waiting job is its priority times 2^32 plus a counter. `de:` holds the job that stands for a key,
 * `dn:` what follows it; a wish that adds nothing moves its organization's last turn no further. With nobody waiting,
 * all turns are forgotten.
 */
const take = `
  local head = redis.call('ZRANGE', KEYS[1] .. ':prioritized', 0, 0, 'WITHSCORES')
  local now = 1
  if #head == 0 then redis.call('DEL', KEYS[2]) else now = math.floor(tonumber(head[2]) / 4294967296) end
  local turns = {}
  for i = 1, #ARGV, 3 do
    local last = math.max(now, tonumber(redis.call('HGET', KEYS[2], ARGV[i]) or '0'))
    turns[#turns + 1] = math.floor(last + 0.0000001)
    local standing = redis.call('GET', KEYS[1] .. ':de:' .. ARGV[i + 2])
    local isNew = not standing or (not redis.call('ZSCORE', KEYS[1] .. ':prioritized', standing)
      and redis.call('EXISTS', KEYS[1] .. ':dn:' .. ARGV[i + 2]) == 0)
    if isNew then redis.call('HSET', KEYS[2], ARGV[i], string.format('%.9f', last + 1 / tonumber(ARGV[i + 1]))) end
  end
  return turns`;

const renumber = `
  local head = redis.call('ZRANGE', KEYS[1] .. ':prioritized', 0, 0, 'WITHSCORES')
  if #head == 0 then return 0 end
  local down = math.floor(tonumber(head[2]) / 4294967296) - 1
  if down < tonumber(ARGV[1]) then return 0 end
  local waiting = redis.call('ZRANGE', KEYS[1] .. ':prioritized', 0, -1, 'WITHSCORES')
  for i = 1, #waiting, 2 do
    redis.call('ZADD', KEYS[1] .. ':prioritized', string.format('%.0f', tonumber(waiting[i + 1]) - down * 4294967296), waiting[i])
  end
  local turns = redis.call('HGETALL', KEYS[2])
  for i = 1, #turns, 2 do
    redis.call('HSET', KEYS[2], turns[i], string.format('%.9f', math.max(1, tonumber(turns[i + 1]) - down)))
  end
  return down`;

export class RedisTurns implements Turns {
  readonly #redis: Redis;
  #connecting: Promise<void> = Promise.resolve();

  constructor(options: Omit<RedisOptions, 'replyMapping'>) {
    // Lazy: the first wish waits for the connection, later ones fail at once while Redis is away.
    this.#redis = new Redis(options);
    this.#redis.on('error', () => undefined); // The next command says the same.
  }

  async take(wishes: readonly TurnWish[]): Promise<number[]> {
    await this.#connect();
    const wanted = wishes.flatMap(wish => [wish.organization, wish.weight, wish.key]);
    const turns = (await this.#redis.eval(take, 2, queue, lastTurns, ...wanted)) as number[];
    return turns.map(turn => Math.min(turn, lastTurn));
  }

  /** Once; afterwards the client reconnects by itself, and a command says what is wrong. */
  #connect(): Promise<void> {
    if (this.#redis.status !== 'wait') return this.#connecting;
    this.#connecting = this.#redis.connect().catch(() => undefined);
    return this.#connecting;
  }

  async renumber(): Promise<void> {
    if (this.#redis.status === 'ready') await this.#redis.eval(renumber, 2, queue, lastTurns, renumberAt);
  }

  close(): Promise<void> {
    this.#redis.disconnect();
    return Promise.resolve();
  }
}
