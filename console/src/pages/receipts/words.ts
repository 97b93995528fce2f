import type { Schemas } from '../../../../src/client/index.js';

type ReceiptStatus = Schemas['Receipt']['status'];

export const statusWords: Readonly<
  Record<ReceiptStatus, readonly [string, 'good' | 'busy' | 'warning' | 'bad' | 'quiet']>
> = {
  stored: ['Waits', 'busy'],
  processed: ['Acted upon', 'good'],
  ignored: ['Nothing to do', 'quiet'],
  quarantined: ['Quarantined', 'warning'],
  dead: ['Failed', 'bad'],
};

const reasons: Readonly<Record<string, string>> = {
  nothing_listens: 'No sync that runs by itself wants it.',
  no_event: 'It tells of nothing that the hub follows.',
  filtered: 'A filter says to ignore this kind.',
  consent_missing: 'The consent for it is missing or withdrawn.',
  no_secret: 'No secret is stored to check its signature with.',
  no_connection: 'Rightly signed, but it names no account that is connected here.',
  keys_unavailable: 'The keys to check its signature with could not be had.',
  needs_reauth: 'The connection needs to be connected again; it is dealt with then.',
};

export const againWords = (replays: number): string =>
  replays === 1 ? 'processed again once' : `processed again ${replays} times`;

/** Why nothing came of it, in words where the hub has a code for it. */
export const reasonWords = (error: string): string => reasons[error] ?? error;
