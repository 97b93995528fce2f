import { type Readable, Transform } from 'node:stream';
import { ResponseTooLarge, toFailure, UnknownEncoding } from './failures.js';

/** What an answer that is handed on while it arrives may take. */
export interface StreamLimits {
  readonly maxBytes: number;
  /** Without a byte for so long, although somebody reads, it is broken off. */
  readonly idleMs: number;
}

/**
 * The body while it arrives, as it is: no encoding was asked for, so one that comes all the same is a failure. It ends
 * with the reader: destroying it ends the transfer.
 */
export const streamBody = (
  body: Readable,
  from: { readonly host: string; readonly contentEncoding: string },
  { maxBytes }: StreamLimits,
): Readable => {
  if (!['', 'identity'].includes(from.contentEncoding.toLowerCase())) {
    body.on('error', () => undefined).destroy();
    throw new UnknownEncoding();
  }
  let size = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size > maxBytes) done(toFailure(new ResponseTooLarge(maxBytes), from.host));
      else done(null, chunk);
    },
  });
  body.on('error', error => counted.destroy(toFailure(error, from.host)));
  counted.once('close', () => body.destroy());
  return body.pipe(counted);
};
