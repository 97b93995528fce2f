export interface GroupLimits {
  readonly maxRows: number;
  readonly maxBytes: number;
  /** Batches on their way at the same time. */
  readonly inFlight: number;
  /** Rows that may wait; more are refused. */
  readonly maxWaiting: number;
  /** From one batch to the next, unless `enough` rows wait. */
  readonly gatherMs: number;
  readonly enough: number;
}

export interface GroupOptions<Row, Result> extends GroupLimits {
  sizeOf(row: Row): number;
  /** Writes all or none, and answers in the order of the rows. */
  write(rows: readonly Row[]): Promise<readonly Result[]>;
  /** Whether a failed write may succeed for its rows one by one. */
  isRowsFault(error: unknown): boolean;
}

interface Waiting<Row, Result> {
  readonly row: Row;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/** Nothing more is taken: what waits already is more than the database takes in time. */
export class GroupFull extends Error {}

/**
 * Writers that come at the same time share a transaction. The first leaves at once, with what the event loop has read; who
 * comes soon after it gathers for `gatherMs`, or until `enough` are there, while fewer than `inFlight` batches are away.
 */
export class GroupCommit<Row, Result> {
  #waiting: Waiting<Row, Result>[] = [];
  #away = 0;
  #scheduled = false;
  #leftAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: GroupOptions<Row, Result>) {}

  /** Resolves when the row is committed. */
  add(row: Row): Promise<Result> {
    if (this.#waiting.length >= this.options.maxWaiting) return Promise.reject(new GroupFull());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ row, resolve, reject });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#scheduled || this.#away >= this.options.inFlight || this.#waiting.length === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      const waitMs = this.#leftAt + this.options.gatherMs - performance.now();
      if (waitMs <= 0 || this.#waiting.length >= this.options.enough) this.#leave();
      else this.#timer ??= setTimeout(() => this.#leave(), waitMs);
    });
  }

  #leave(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batch = this.#away < this.options.inFlight ? this.#take() : [];
    if (batch.length === 0) return;
    this.#leftAt = performance.now();
    this.#away += 1;
    void this.#write(batch).finally(() => {
      this.#away -= 1;
      this.#schedule();
    });
    this.#schedule();
  }

  #take(): Waiting<Row, Result>[] {
    const { maxRows, maxBytes, sizeOf } = this.options;
    let bytes = 0;
    let count = 0;
    for (const { row } of this.#waiting) {
      bytes += sizeOf(row);
      if (count === maxRows || (count > 0 && bytes > maxBytes)) break;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  async #write(batch: readonly Waiting<Row, Result>[]): Promise<void> {
    try {
      const results = await this.options.write(batch.map(({ row }) => row));
      batch.forEach(({ resolve }, index) => resolve(results[index] as Result));
    } catch (error) {
      // One row that cannot be stored must not refuse its neighbours.
      if (batch.length === 1 || !this.options.isRowsFault(error)) {
        for (const { reject } of batch) reject(error);
        return;
      }
      for (const one of batch) await this.#write([one]);
    }
  }
}
