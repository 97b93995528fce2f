import type { Mutation, SyncRecord } from '#records';
import type { Held } from '../../run/breaker.js';
import type { World } from '../world.js';
import type { People } from './people.js';

/** The rule, in the words of the people it protects. */
const isTooMuch = (gone: number, all: number): boolean =>
  (gone >= all && all >= 2) || (gone > 10 && gone / all > 0.2);

const takesAway = ({ before, cause }: Mutation): boolean =>
  (cause === 'delete_applied' || cause === 'out_of_filter') && before?.staged === true;

const speaks = ({ cause, push }: Mutation): boolean => cause === 'begin_push' || push !== undefined;

const isUnknownThere = ({ deleted, remote, unanswered }: SyncRecord): boolean =>
  deleted && remote === null && unanswered.length > 0;

/** Counts what each run took away on either side, and complains when nobody was asked about too much of it. */
export class DeletionWatch {
  readonly complaints: string[] = [];
  private readonly linked = new Set<string>();
  private read = 0;
  private agreed: Record<Held['flow'], number> = { incoming: 0, outgoing: 0 };
  private before = { deletions: 0, deletionsHere: 0 };
  /** Created without an answer and deleted since: the hub does not know that they are there. */
  private unknown = 0;

  constructor(
    private readonly world: World,
    private readonly people: People,
  ) {}

  begins(): void {
    this.readUpTo(this.world.store.journal.length);
    this.agreed = { incoming: 0, outgoing: 0 };
    this.before = this.counts();
    const records = [...this.world.store.records.values()];
    this.unknown = records.filter(isUnknownThere).length;
  }

  approved({ flow, deletions }: Held): void {
    this.agreed[flow] = Math.max(this.agreed[flow], deletions);
  }

  ends(): void {
    const { journal } = this.world.store;
    const steps = journal.slice(this.read);
    const taken = steps.filter(takesAway).length;
    const [atTaking, atPush] = [steps.findIndex(takesAway), steps.findIndex(speaks)].map(index =>
      index === -1 ? journal.length : this.read + index,
    );
    const { deletions, deletionsHere } = this.counts();
    // What people delete during a run may go out with it, and was not there to be judged.
    const sent = deletions - this.before.deletions - (deletionsHere - this.before.deletionsHere);
    this.judge('incoming', taken, this.linkedAt(atTaking ?? 0));
    this.judge('outgoing', sent - this.unknown, this.linkedAt(atPush ?? 0));
  }

  private counts() {
    return { deletions: this.world.provider.deletions, deletionsHere: this.people.deletionsHere };
  }

  private judge(flow: Held['flow'], gone: number, all: number): void {
    if (isTooMuch(gone, all) && gone > this.agreed[flow])
      this.complaints.push(`${flow}: ${gone} of ${all} went, ${this.agreed[flow]} were agreed to`);
  }

  /** How many records stood for an object at that point; the journal is read only forwards, so a copy looks ahead. */
  private linkedAt(index: number): number {
    const ahead = new Set(this.linked);
    for (const step of this.world.store.journal.slice(this.read, index)) follow(ahead, step);
    return ahead.size;
  }

  private readUpTo(index: number): void {
    for (const step of this.world.store.journal.slice(this.read, index)) follow(this.linked, step);
    this.read = index;
  }
}

const follow = (linked: Set<string>, { after }: Mutation): void => {
  if (after.remote === null) linked.delete(after.id);
  else linked.add(after.id);
};
