import { invalid } from '#kernel';
import type { ChainHead } from './chain.js';
import type { Finding, Progress } from './event-check.js';

/** `812:9f86d0…`, as `causeway audit verify` prints it and takes it by `--head`. */
export const formatHead = (head: ChainHead): string => `${head.sequence}:${head.hash}`;

export const parseHead = (text: string): ChainHead => {
  const match = /^([1-9]\d{0,14}):([0-9a-f]{64})$/.exec(text);
  if (!match?.[1] || !match[2])
    throw invalid('head', 'write it as SEQUENCE:HASH, as an earlier verification printed it');
  return { sequence: Number(match[1]), hash: match[2] };
};

/** Compares where the chain now is with what was noted earlier, when it is that event's turn. */
export const checkHead = (now: ChainHead, noted: ChainHead | undefined): Finding | undefined => {
  if (noted?.sequence !== now.sequence || noted.hash === now.hash) return undefined;
  const detail = `Event ${now.sequence} had the hash ${noted.hash} when the head was noted: the chain was computed anew.`;
  return { kind: 'head_differs', sequence: now.sequence, detail };
};

export const checkHeadReached = (progress: Progress, noted: ChainHead | undefined): Finding | undefined => {
  if (noted === undefined || noted.sequence <= progress.last.sequence) return undefined;
  const sequence = progress.last.sequence + 1;
  const detail = `The noted head is event ${noted.sequence}; the export ends before: its last events were cut off.`;
  return { kind: 'head_not_reached', sequence, detail };
};

/** True when the noted head lies inside this export, so that comparing it meant something. */
export const coversHead = (progress: Progress, noted: ChainHead): boolean =>
  noted.sequence >= progress.before.sequence && noted.sequence <= progress.last.sequence;
