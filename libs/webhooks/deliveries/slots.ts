/** While half is free anybody may take; then an organization holds a part of what is left, and so does an endpoint. */
const part = { organization: 1 / 4, endpoint: 1 / 8 } as const;
const fits = (held: number, whole: { taken: number; size: number }, most: number): boolean =>
  whole.taken < whole.size / 2 || held < most * (whole.size - whole.taken);

interface Held {
  taken: number;
  readonly lanes: Map<() => void, number>;
}

/**
 * Requests that this process has on the wire. An organization gets a share and no more. The fuller it is, the less may
 * one organization hold, and one endpoint of it, so that dozens that hang leave room for one that does not (dynamic
 * thresholds, https://doi.org/10.1109/90.664262). What is over is told when there is room again, in the order of asking.
 */
export class Slots {
  readonly #held = new Map<string, Held>();
  readonly #waiting = new Map<() => void, string>();
  #taken = 0;

  constructor(
    private readonly all: number,
    private readonly share: number,
  ) {}

  /** `tellMe` is the lane as well. */
  take(organizationId: string, tellMe: () => void): boolean {
    if (!this.#fits(organizationId, tellMe)) {
      this.#waiting.set(tellMe, organizationId);
      return false;
    }
    const held = this.#held.get(organizationId) ?? { taken: 0, lanes: new Map<() => void, number>() };
    this.#held.set(organizationId, held);
    held.lanes.set(tellMe, (held.lanes.get(tellMe) ?? 0) + 1);
    held.taken += 1;
    this.#taken += 1;
    return true;
  }

  release(organizationId: string, lane: () => void): void {
    this.#giveBack(organizationId, lane);
    for (const [tell, waiting] of this.#waiting) {
      if (!this.#fits(waiting, tell)) continue;
      this.#waiting.delete(tell);
      tell();
      return;
    }
  }

  /** Whoever asked is not interested any more. */
  forget(tellMe: () => void): void {
    this.#waiting.delete(tellMe);
  }

  #fits(organizationId: string, lane: () => void): boolean {
    const held = this.#held.get(organizationId);
    const taken = held?.taken ?? 0;
    const lanes = held?.lanes.get(lane) ?? 0;
    return (
      taken < this.share &&
      this.#taken < this.all &&
      fits(taken, { taken: this.#taken, size: this.all }, part.organization) &&
      fits(lanes, { taken, size: this.share }, part.endpoint)
    );
  }

  #giveBack(organizationId: string, lane: () => void): void {
    const held = this.#held.get(organizationId);
    if (!held) return;
    this.#taken -= 1;
    held.taken -= 1;
    const left = (held.lanes.get(lane) ?? 1) - 1;
    if (left > 0) held.lanes.set(lane, left);
    else held.lanes.delete(lane);
    if (held.taken === 0) this.#held.delete(organizationId);
  }
}
