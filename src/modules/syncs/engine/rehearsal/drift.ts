import { createHash } from 'node:crypto';
import { differingFields, type Direction, type SyncRecord } from '#records';
import type { RemoteUpsert } from '#provider-sdk';
import type { ModelDefinition } from '#unified-models';
import { brief, type ClashSample, labelOf } from './sample.js';
import type { Waiting } from './source.js';

export interface DriftTally {
  readonly count: number;
  readonly samples: readonly ClashSample[];
}

/** How far the hub and the provider agree. Plain JSON. */
export interface DriftFindings {
  /** Per cent of what was compared that agrees; rounded down, so that 100 means all of it. */
  readonly score: number;
  readonly compared: number;
  readonly agreeing: number;
  readonly differing: DriftTally;
  /** Objects at the provider without a record. */
  readonly missingHere: DriftTally;
  /** Records whose object the provider does not have. */
  readonly missingThere: DriftTally;
  /** How often each field differs. */
  readonly fields: Readonly<Record<string, number>>;
  /** Records that cannot agree yet, and are left out of the score. */
  readonly waiting: Waiting;
  /** Share of all objects that was looked at: 1 when everything was. */
  readonly share: number;
}

const mostSamples = 20;
const mostSuspects = 5_000;

class DriftCounter {
  private count = 0;
  private readonly samples: ClashSample[] = [];

  add(sample: () => ClashSample): void {
    this.count += 1;
    if (this.samples.length < mostSamples) this.samples.push(sample());
  }

  get tally(): DriftTally {
    return { count: this.count, samples: this.samples };
  }
}

/** Chooses objects by their id, on both sides alike, so that a sample finds what either of them lacks. */
export class Chance {
  constructor(
    readonly share: number,
    private readonly salt: string,
  ) {}

  picks(remoteId: string): boolean {
    if (this.share >= 1) return true;
    const digest = createHash('sha256').update(this.salt).update(remoteId).digest();
    return digest.readUInt32BE(0) / 2 ** 32 < this.share;
  }
}

/** Compares one object after the other and keeps the score. */
export class Drift {
  /** Records whose stored version cannot be trusted: their content differs from the object. Null when they are too many. */
  suspects: string[] | null = [];
  private agreeing = 0;
  private readonly differing = new DriftCounter();
  private readonly missingHere = new DriftCounter();
  private readonly missingThere = new DriftCounter();
  private readonly fields: Record<string, number> = {};

  constructor(
    private readonly model: ModelDefinition,
    private readonly direction: Direction,
  ) {}

  compare(record: SyncRecord | null, remote: RemoteUpsert): void {
    if (record === null) {
      // A sync that only pushes takes nothing over: what is there alone is no drift.
      if (this.direction !== 'push') this.missingHere.add(() => remoteSample(remote));
      return;
    }
    if (isWaiting(record)) return;
    const names = differingFields(this.model, record.fields, remote.fields);
    if (names.length === 0) {
      this.agreeing += 1;
      return;
    }
    for (const name of names) this.fields[name] = (this.fields[name] ?? 0) + 1;
    this.suspect(record.id);
    this.differing.add(() => differingSample(record, remote, names));
  }

  /** The provider did not name it. */
  absent(record: SyncRecord): void {
    if (isWaiting(record) || record.state === 'delete_pending') return;
    this.missingThere.add(() => recordSample(record));
  }

  private suspect(id: string): void {
    if (this.suspects === null) return;
    if (this.suspects.length < mostSuspects) this.suspects.push(id);
    else this.suspects = null;
  }

  result(waiting: Waiting, share: number): DriftFindings {
    const { agreeing, fields } = this;
    const [differing, missingHere, missingThere] = [
      this.differing.tally,
      this.missingHere.tally,
      this.missingThere.tally,
    ];
    const compared = agreeing + differing.count + missingHere.count + missingThere.count;
    const score = compared === 0 ? 100 : Math.floor((agreeing / compared) * 1_000) / 10;
    return { score, compared, agreeing, differing, missingHere, missingThere, fields, waiting, share };
  }
}

/** What was edited or deleted here has not been pushed yet; a conflict waits for a person. */
const isWaiting = ({ state }: SyncRecord): boolean => state === 'dirty' || state === 'conflict';

const differingSample = (
  record: SyncRecord,
  remote: RemoteUpsert,
  names: readonly string[],
): ClashSample => ({
  recordId: record.id,
  remoteId: remote.remoteId,
  label: labelOf(record.fields) ?? labelOf(remote.fields),
  fields: Object.fromEntries(
    names.map(name => [name, { local: brief(record.fields[name]), remote: brief(remote.fields[name]) }]),
  ),
});

const remoteSample = ({ remoteId, fields }: RemoteUpsert): ClashSample => ({
  recordId: null,
  remoteId,
  label: labelOf(fields),
  fields: {},
});

const recordSample = ({ id, remote, fields }: SyncRecord): ClashSample => ({
  recordId: id,
  remoteId: remote?.id ?? null,
  label: labelOf(fields),
  fields: {},
});

/** The share that brings about as many objects as wanted; null wants all of them. */
export const shareFor = (wanted: number | null, linked: number): number =>
  wanted === null || linked === 0 ? 1 : Math.min(1, wanted / linked);
