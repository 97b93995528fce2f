import { pipeline, type Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { ResponseTooLarge, UnknownEncoding } from './failures.js';

type Chunks = AsyncIterable<Buffer>;

const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** `deflate` is understood but not asked for: servers disagree on what it means (RFC 9110 §8.4.1.2). */
export const acceptEncoding = 'gzip, br';

/** More layers than anybody sends are only good for exhausting the receiver. */
const mostEncodings = 2;

/**
 * Reads a body to its end. Not more than `limit` bytes are taken, neither as they come nor decoded, layer by layer: a
 * small body that unfolds to gigabytes stops at the limit. Giving up destroys the body and with it the transfer.
 */
export const readBody = async (body: Readable, contentEncoding: string, limit: number): Promise<Buffer> => {
  let chunks: Chunks = limited(body, limit);
  for (const create of layers(body, contentEncoding)) chunks = limited(decoded(chunks, create), limit);
  const read: Buffer[] = [];
  for await (const chunk of chunks) read.push(chunk);
  return Buffer.concat(read);
};

/** Decoders in the order they apply: the last encoding named was put on last (RFC 9110 §8.4). */
const layers = (body: Readable, contentEncoding: string): readonly (() => Transform)[] => {
  const names = contentEncoding
    .toLowerCase()
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '' && name !== 'identity');
  const found = names.flatMap(name => decoders[name] ?? []);
  if (found.length === names.length && names.length <= mostEncodings) return found.reverse();
  // Nobody reads this body any more; the error of its destruction is the one thrown here.
  body.on('error', () => undefined).destroy();
  throw new UnknownEncoding();
};

async function* limited(chunks: Chunks, limit: number): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > limit) throw new ResponseTooLarge(limit);
    yield chunk;
  }
}

async function* decoded(chunks: Chunks, create: () => Transform): AsyncGenerator<Buffer> {
  const iterator = chunks[Symbol.asyncIterator]();
  const first = await iterator.next();
  // HEAD, 204 and 304 name the encoding of a body they do not have.
  if (first.done === true) return;
  const rest = { [Symbol.asyncIterator]: () => iterator };
  // Errors of either stage come out of the decoder, where they are iterated.
  yield* pipeline(rejoined(first.value, rest), create(), () => undefined);
}

async function* rejoined(first: Buffer, rest: Chunks): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}
