import { randomFillSync } from 'node:crypto';
import { nonceLength } from './aes-gcm.js';

const drawn = Buffer.alloc(nonceLength * 512);
let next = drawn.length;

/** Random bytes, drawn many at a time because a draw costs as much as sealing; each is handed out once, as a copy. */
export const newNonce = (): Buffer => {
  if (next === drawn.length) {
    randomFillSync(drawn);
    next = 0;
  }
  const nonce = Buffer.from(drawn.subarray(next, next + nonceLength));
  next += nonceLength;
  return nonce;
};
