import { differingFields, type Superseded, type SyncRecord } from '#records';
import type { RecordChange } from '#provider-sdk';
import type { ModelDefinition } from '#unified-models';
import type { Held } from '../run/breaker.js';
import type { Mutation } from '../run/store.js';
import { isMade } from './trace.js';
import { brief, type Clash, type ClashSample, labelOf, type Sample, sampleOf } from './sample.js';

/** `restore`: a deleted record lives again, because the provider edited it. */
const hubEffects = ['create', 'update', 'delete', 'restore'] as const;
const providerEffects = ['create', 'update', 'delete'] as const;
export type HubEffect = (typeof hubEffects)[number];
export type ProviderEffect = (typeof providerEffects)[number];

export interface Tally<S = Sample> {
  readonly count: number;
  readonly samples: readonly S[];
}

/** A value that an edit wrote and that would not stay. */
export interface OverruledSample extends Pick<Superseded, 'field' | 'winner' | 'by'>, Clash {
  readonly recordId: string;
  readonly label: string | null;
}

/** What a run would do. Plain JSON, and small whatever the size of the container. */
export interface RehearsalFindings {
  readonly hub: Readonly<Record<HubEffect, Tally>>;
  readonly provider: Readonly<Record<ProviderEffect, Tally>>;
  readonly conflicts: {
    readonly opened: Tally<ClashSample>;
    /** Open ones that would be over, by whoever's edit. */
    readonly closed: Tally;
    /** Overlapping edits that a policy would decide, by the policy. */
    readonly decided: Readonly<Partial<Record<Superseded['by'], number>>>;
    readonly samples: readonly OverruledSample[];
  };
  /** Where the breaker would hold the run; everything else is counted as if a person then approved. */
  readonly held: readonly Held[];
  /** Creations of what was sent before without an answer, or was there and seemed to go: only the call can tell. */
  readonly uncertain: number;
}

/** A record on its way out. */
export interface Leaving {
  /** Null when its content was not kept. */
  readonly record: SyncRecord | null;
  /** A creation of it may find that the provider has it. */
  readonly mayBeThere: boolean;
}

const mostSamples = 20;

class Counter<S = Sample> {
  private count = 0;
  private readonly samples: S[] = [];

  add(sample: () => S | null): void {
    this.count += 1;
    const taken = this.samples.length < mostSamples ? sample() : null;
    if (taken !== null) this.samples.push(taken);
  }

  get tally(): Tally<S> {
    return { count: this.count, samples: this.samples };
  }
}

const counters = <Name extends string>(names: readonly Name[]): Record<Name, Counter> =>
  Object.fromEntries(names.map(name => [name, new Counter()])) as Record<Name, Counter>;

const tallies = <Name extends string>(of: Record<Name, Counter>): Record<Name, Tally> =>
  Object.fromEntries(Object.entries<Counter>(of).map(([name, counter]) => [name, counter.tally])) as Record<
    Name,
    Tally
  >;

/** Watches a rehearsal: each step of a record here, each change that would be sent there. */
export class Findings {
  private readonly hub = counters(hubEffects);
  private readonly provider = counters(providerEffects);
  private readonly opened = new Counter<ClashSample>();
  private readonly closed = new Counter();
  private readonly decided: Partial<Record<Superseded['by'], number>> = {};
  private readonly overruled: OverruledSample[] = [];
  private readonly held: Held[] = [];
  private uncertain = 0;

  constructor(private readonly model: ModelDefinition) {}

  step(mutation: Mutation): void {
    const { before, after } = mutation;
    const effect = this.effectOf(mutation);
    if (effect !== null) this.hub[effect].add(() => this.stepSample(mutation));
    if (after.conflict && !before?.conflict) this.opened.add(() => clashSample(after));
    if (before?.conflict && !after.conflict) this.closed.add(() => this.stepSample(mutation));
    for (const overruled of mutation.superseded) this.overrule(after, overruled);
  }

  private effectOf({ before, after }: Mutation): HubEffect | null {
    if (before === null) return 'create';
    if (before.deleted !== after.deleted) return after.deleted ? 'delete' : 'restore';
    return !after.deleted && this.changed(before, after).length > 0 ? 'update' : null;
  }

  private changed(before: SyncRecord, after: SyncRecord): string[] {
    return before.fields === after.fields ? [] : differingFields(this.model, before.fields, after.fields);
  }

  private stepSample({ before, after }: Mutation): Sample {
    const remoteId = (after.remote ?? before?.remote)?.id ?? null;
    const recordId = before === null || isMade(after.id) ? null : after.id;
    if (before === null) return sampleOf({ recordId, remoteId, before: null, after: after.fields });
    if (after.deleted) return sampleOf({ recordId, remoteId, before: before.fields, after: null });
    const names = this.changed(before, after);
    return sampleOf({ recordId, remoteId, before: before.fields, after: after.fields, names });
  }

  private overrule({ id, fields }: SyncRecord, overruled: Superseded): void {
    this.decided[overruled.by] = (this.decided[overruled.by] ?? 0) + 1;
    if (this.overruled.length >= mostSamples) return;
    const { field, winner, by, local, remote } = overruled;
    const sides = { local: brief(local), remote: brief(remote) };
    this.overruled.push({ recordId: id, label: labelOf(fields), field, winner, by, ...sides });
  }

  change(change: RecordChange, { record, mayBeThere }: Leaving): void {
    const effect = change.kind === 'delete' ? 'delete' : change.remote === null ? 'create' : 'update';
    if (effect === 'create' && mayBeThere) this.uncertain += 1;
    this.provider[effect].add(() => (record === null ? null : changeSample(change, record)));
  }

  hold(held: Held): void {
    this.held.push(held);
  }

  get result(): RehearsalFindings {
    return {
      hub: tallies(this.hub),
      provider: tallies(this.provider),
      conflicts: {
        opened: this.opened.tally,
        closed: this.closed.tally,
        decided: { ...this.decided },
        samples: this.overruled,
      },
      held: this.held,
      uncertain: this.uncertain,
    };
  }
}

const clashSample = ({ id, remote, fields, conflict }: SyncRecord): ClashSample => ({
  recordId: id,
  remoteId: remote?.id ?? null,
  label: labelOf(fields),
  fields: Object.fromEntries(
    (conflict?.fields ?? []).map(clash => [
      clash.field,
      { local: brief(clash.local), remote: brief(clash.remote) },
    ]),
  ),
});

const changeSample = (change: RecordChange, record: SyncRecord): Sample => {
  const ids = { recordId: record.id, remoteId: change.remote?.id ?? null };
  if (change.kind === 'delete')
    return sampleOf({ ...ids, before: record.base ?? record.fields, after: null });
  if (change.remote === null) return sampleOf({ ...ids, before: null, after: change.fields });
  return sampleOf({ ...ids, before: record.base, after: change.fields, names: change.changed });
};
