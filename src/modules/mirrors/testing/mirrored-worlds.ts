import {
  type BySide,
  type CommonModel,
  type MirrorPolicy,
  type MirrorRules,
  sides,
} from '../decisions/index.js';
import { advance, type Advance } from '../engine/index.js';
import { approveHeld } from '../../syncs/engine/run/checkpoint.js';
import { noteModel } from '../../syncs/engine/testing/note-model.js';
import type { World } from '../../syncs/engine/testing/world.js';
import { MemoryMirror, MirrorCrash } from './memory-mirror.js';

const noteFields: CommonModel = {
  fields: ['title', 'place', 'body', 'tags'],
  optional: [],
  matchKey: fields => String(fields['title']).toLowerCase(),
};

const all = { create: true, update: true, delete: true };

export const noteRules = (policy: MirrorPolicy, more: Partial<MirrorRules> = {}): MirrorRules => ({
  model: noteModel,
  common: noteFields,
  fields: noteFields.fields,
  policy,
  accepts: { a: all, b: all },
  bounces: { most: 1_000, withinMs: 60_000 },
  ...more,
});

const mostSteps = 200;
const mostRounds = 12;

/** Two syncs, each with its provider, and the mirror between them. */
export class MirroredWorlds {
  readonly store: MemoryMirror;
  /** Whether a person lets held deletions pass. */
  approves = true;
  isRunning = false;
  private ids = 0;

  constructor(
    readonly worlds: BySide<World>,
    readonly rules: MirrorRules,
  ) {
    this.store = new MemoryMirror(worlds);
  }

  private newId(prefix: string): string {
    this.ids += 1;
    return `${prefix}${String(this.ids).padStart(6, '0')}`;
  }

  step(): Promise<Advance> {
    const at = this.worlds.a.now();
    const context = (side: 'a' | 'b') => {
      const decisions = this.worlds[side].context;
      return { decisions, at, newId: () => this.newId(`m${side}`) };
    };
    return advance({
      ...{ rules: this.rules, store: this.store, at },
      contexts: { a: context('a'), b: context('b') },
      newId: () => this.newId('l'),
      isComplete: () => Promise.resolve(true),
      isRunning: () => Promise.resolve(this.isRunning),
    });
  }

  /** Until nothing is left to do, or the process dies. */
  async wake(): Promise<Advance | null> {
    for (let steps = 0; steps < mostSteps; steps += 1) {
      const outcome = await this.step().catch((error: unknown) => {
        if (error instanceof MirrorCrash) return null;
        throw error;
      });
      if (outcome === null) return null;
      if (outcome.kind === 'held') this.decide(outcome.held.side, outcome.held.deletions);
      if (['rest', 'later', 'loop'].includes(outcome.kind)) return outcome;
    }
    throw new Error('the mirror does not come to rest');
  }

  private decide(side: 'a' | 'b', deletions: number): void {
    const { kept } = this.store;
    const held = { ...kept.state.held, [side]: null };
    if (this.approves) {
      kept.state = { ...kept.state, held, approved: { ...kept.state.approved, [side]: deletions } };
      return;
    }
    for (const link of kept.links.values())
      if (link.waits === side) kept.links.set(link.id, { ...link, restore: true, due: true, waits: null });
    kept.state = { ...kept.state, held };
  }

  /** One run of a side in calm weather; deletions that its breaker holds are let pass. */
  async sync(side: 'a' | 'b'): Promise<void> {
    const world = this.worlds[side];
    const outcome = await world.run({ retryFailed: true });
    if (outcome.kind === 'held') await this.passHeld(world, outcome);
    else if (outcome.kind !== 'succeeded') throw new Error(`a calm run ended ${JSON.stringify(outcome)}`);
  }

  private async passHeld(
    world: World,
    outcome: Extract<Awaited<ReturnType<World['run']>>, { kind: 'held' }>,
  ) {
    let held = outcome;
    for (let times = 0; times < 3; times += 1) {
      const next = await world.resume(approveHeld(held.checkpoint, held.held));
      if (next.kind !== 'held') return;
      held = next;
    }
  }

  private mark(): string {
    return JSON.stringify(
      sides.map(side => [this.worlds[side].provider.writes, this.worlds[side].store.journal.length]),
    );
  }

  /** Calm weather: until a round changes nothing anywhere. Answers how many rounds it took. */
  async rest(): Promise<number> {
    for (let rounds = 1; rounds <= mostRounds; rounds += 1) {
      const before = this.mark();
      for (const side of sides) await this.sync(side);
      await this.wake();
      if (this.mark() === before) return rounds;
    }
    throw new Error('the two sides do not come to rest');
  }

  get links() {
    return [...this.store.kept.links.values()];
  }
}
