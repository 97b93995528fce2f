import type { Timing } from '../timing.js';
import { BoundedMap } from './bounded-map.js';
import type { BudgetLedger, BudgetState, BudgetTerms, BudgetWord, PacingEvent } from './budget.js';
import { Lane, type LaneWorld, type Place, TurnRefused, type Wish } from './lane.js';

export interface LimiterOptions {
  readonly capacity?: number;
  readonly ledger?: BudgetLedger;
  readonly onPacing?: (event: PacingEvent) => void;
}

/** A request's turn, on every budget it draws on. */
export interface Turn {
  /** What the answer said; before `release`. */
  readonly hear: (words: readonly BudgetWord[]) => void;
  /** Gives the places back; harmless when called twice. */
  readonly release: () => void;
}

/** A wait that nobody notices is not counted. */
const noticedMs = 5;
const toldMs = 1_000;

interface Entry extends Turn {
  readonly lanes: readonly Lane[];
  readonly undo: () => void;
}

/** Rate, concurrency and the vendor's word per key. Within a share, turns are given in the order they were asked for. */
export class Limiter {
  private readonly lanes: BoundedMap<Lane>;
  private readonly world: LaneWorld;

  constructor(
    timing: Timing,
    /** Aborted when the client closes. */
    closing: AbortSignal,
    private readonly options: LimiterOptions = {},
  ) {
    this.world = { timing, closing, ledger: options.ledger ?? null };
    this.lanes = new BoundedMap(options.capacity ?? 10_000, lane => lane.busy);
  }

  /**
   * Waits for a turn on each budget, the narrowest first, so that nobody holds a place that others share while waiting
   * for one of its own. Rejects with `TurnRefused`, or with the signal's reason when it is aborted first.
   */
  async acquire(budgets: readonly BudgetTerms[], wish: Wish): Promise<Turn> {
    for (;;) {
      const turn = await this.enter(budgets, wish);
      // The wait for the last may have been long: another request may have been told to stop meanwhile.
      if (turn.lanes.every(lane => lane.isOpen())) return turn;
      turn.undo();
    }
  }

  /** Another process was told to leave the vendor alone. */
  close(key: string, milliseconds: number): void {
    // Its terms come with the first request.
    this.lanes
      .get(key, () => new Lane(this.world, { key, requestsPerSecond: 1, concurrent: 1 }))
      .close(milliseconds);
  }

  state(key: string): BudgetState | undefined {
    return this.lanes.peek(key)?.state;
  }

  /** How many requests stand in line, by key. */
  *waiting(): Iterable<[key: string, count: number]> {
    for (const [key, lane] of this.lanes) if (lane.waiting > 0) yield [key, lane.waiting];
  }

  get size(): number {
    return this.lanes.size;
  }

  private async enter(budgets: readonly BudgetTerms[], wish: Wish): Promise<Entry> {
    const lanes = budgets.map(terms => this.lane(terms));
    const places: Place[] = [];
    const heard = new Set<Lane>();
    const release = (): void => places.forEach((give, i) => give(heard.has(lanes[i] as Lane)));
    // Nothing was sent: what the vendor has left did not change.
    const undo = (): void => places.forEach(give => give(true));
    try {
      for (const [i, lane] of lanes.entries()) {
        places.push(await this.timed(lane, budgets[i]?.key ?? '', wish));
      }
    } catch (error) {
      undo();
      throw error;
    }
    return { lanes, release, undo, hear: words => words.forEach(word => this.hear(word, heard)) };
  }

  private hear(word: BudgetWord, heard: Set<Lane>): void {
    const lane = this.lanes.peek(word.key);
    if (lane === undefined) return;
    if (word.reading !== undefined) heard.add(lane);
    const closed = lane.hear(word);
    if (closed === 0) return;
    // A shorter one is over before the others hear of it.
    if (closed >= toldMs) this.options.ledger?.close(word.key, closed);
    this.options.onPacing?.({ kind: 'closed', key: word.key, milliseconds: closed });
  }

  private async timed(lane: Lane, key: string, wish: Wish): Promise<Place> {
    const { timing } = this.world;
    const since = timing.elapsed();
    try {
      const place = await lane.acquire(wish);
      const milliseconds = timing.elapsed() - since;
      if (milliseconds >= noticedMs) this.options.onPacing?.({ kind: 'waited', key, milliseconds });
      return place;
    } catch (error) {
      if (error instanceof TurnRefused) {
        this.options.onPacing?.({ kind: 'refused', key, milliseconds: error.retryAfterMs });
      }
      throw error;
    }
  }

  private lane(terms: BudgetTerms): Lane {
    const lane = this.lanes.get(terms.key, () => new Lane(this.world, terms));
    lane.terms = terms;
    return lane;
  }
}
