import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';
import { SystemClock } from './clock.js';

const idBytes = 16;
const drawn = Buffer.alloc(idBytes * 256);
let next = drawn.length;

/** Drawn many at a time: a draw of its own costs more than the id. */
const randomBytes = (): Buffer => {
  if (next === drawn.length) {
    randomFillSync(drawn);
    next = 0;
  }
  next += idBytes;
  return drawn.subarray(next - idBytes, next);
};

/** Ids are made in the order of real time, whatever a test's clock says. */
const clock = new SystemClock();
const last = { msecs: 0, seq: 0 };

/**
 * UUIDv7: unique, and ordered by creation so that indexes stay dense. Within a millisecond (and when the clock goes
 * back) a counter that began at random keeps the order: https://www.rfc-editor.org/rfc/rfc9562#section-6.2
 */
export const newId = (): string => {
  const random = randomBytes();
  const now = clock.now().getTime();
  if (now > last.msecs) {
    last.msecs = now;
    last.seq = random.readUInt32BE(6) & 0x7fffffff;
  } else {
    last.seq = (last.seq + 1) >>> 0;
    if (last.seq === 0) last.msecs += 1;
  }
  return v7({ random, ...last });
};

/** The installation itself where a row needs an organization: what belongs to none of them. */
export const installationId = '00000000-0000-0000-0000-000000000000';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
export const isId = (value: unknown): value is string => typeof value === 'string' && uuid.test(value);
