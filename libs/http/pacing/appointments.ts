/** Beyond that the guess is worth nothing: others may have given up, or the vendor may allow more. */
const longestMs = 600_000;

/**
 * When those who were sent away come back: one after the other at the budget's pace, for coming back all at once they
 * would be sent away again. Each share has a row of its own, so that one organization's crowd puts off nobody else.
 */
export class Appointments {
  /** The last one given to each share that still has one ahead. */
  private readonly last = new Map<string, number>();

  constructor(private readonly random: () => number) {}

  /** The next free moment of a share, not before `earliest`; all shares together have one each `everyMs`. */
  next(share: string, now: number, earliest: number, everyMs: number): number {
    for (const [other, at] of this.last) if (at <= now) this.last.delete(other);
    const before = this.last.get(share) ?? -Infinity;
    this.last.set(share, before);
    const at = Math.max(earliest, before + everyMs * this.last.size);
    const latest = Math.max(earliest, now + longestMs);
    this.last.set(share, Math.min(at, latest));
    return at <= latest ? at : earliest + (latest - earliest) * (0.5 + this.random() / 2);
  }
}
