export interface Backoff {
  /** Failures that cost nothing. */
  readonly free: number;
  readonly firstSeconds: number;
  readonly mostSeconds: number;
}

/**
 * One account: a guesser gets about a hundred attempts a day. The cap is what a stranger can cost the owner of an
 * account by guessing on purpose, so it is short.
 */
export const perAccount: Backoff = { free: 5, firstSeconds: 30, mostSeconds: 900 };
/** One address, behind which an office may sit. */
export const perAddress: Backoff = { free: 30, firstSeconds: 30, mostSeconds: 3600 };

/** How long to wait after the nth failure in a row: nothing, then doubling from `firstSeconds` up to `mostSeconds`. */
export const waitAfter = (failures: number, { free, firstSeconds, mostSeconds }: Backoff): number =>
  failures < free ? 0 : Math.min(mostSeconds, firstSeconds * 2 ** Math.min(30, failures - free));
