/**
 * Waits until the event loop has read what is there, so that all of it goes on together: each step (check, read, seal)
 * is then done for every delivery before the next step. One delivery by itself goes on at once; what it saves when many
 * come together is in docs/benchmarks.md.
 */
export class SameTurn {
  #turn: Promise<void> | undefined;

  wait(): Promise<void> {
    this.#turn ??= new Promise(resolve => {
      setImmediate(() => {
        this.#turn = undefined;
        resolve();
      });
    });
    return this.#turn;
  }
}
