/** The process died. */
export class Crash extends Error {}

/** Dies at one of its awaits: `before` what it waits for is done, or `after`, which loses only the knowledge of it. */
export interface CrashPlan {
  readonly step: number;
  readonly when: 'before' | 'after';
}

/** One process. Once it is dead nothing of it gets through. */
export class Life {
  private steps = 0;
  private isDead = false;

  constructor(private readonly plan: CrashPlan | null) {}

  /** The number of the await that begins now. */
  next(): number {
    this.steps += 1;
    return this.steps;
  }

  dieIf(when: CrashPlan['when'], step: number): void {
    this.isDead ||= this.plan?.step === step && this.plan.when === when;
    if (this.isDead) throw new Crash();
  }

  /** What a dead process would have answered nobody hears. */
  get isOver(): boolean {
    return this.isDead;
  }

  async during<T>(work: () => Promise<T>): Promise<T> {
    const step = this.next();
    this.dieIf('before', step);
    const result = await work();
    this.dieIf('after', step);
    return result;
  }
}
