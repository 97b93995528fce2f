import type { Choice, Direction } from '#records';
import type { Fields } from '#unified-models';
import { approveHeld, nextCursor } from '../../run/checkpoint.js';
import type { RunOutcome } from '../../run/outcome.js';
import { rejectHeld } from '../../run/reject.js';
import { Crash } from '../mortal-store.js';
import { People } from './people.js';
import type { Program, Step } from './program.js';
import { World } from '../world.js';

const maxResumes = 12;
const maxQuietRuns = 12;

const inCapitals = (fields: Fields): Fields => ({ ...fields, place: String(fields['place']).toUpperCase() });

const policyOf = (policy: Program['policy']): World['context']['policyFor'] => {
  if (policy !== 'mixed') return () => policy;
  const mixed = { title: 'manual', place: 'source', body: 'merge', tags: 'latest' } as const;
  return field => mixed[field as keyof typeof mixed];
};

type RunStep = Extract<Step, { kind: 'run' }>;

/** Plays a program against the engine, and then lets the two sides come to rest. */
export class Player {
  readonly world: World;
  readonly people: People;

  constructor(
    private readonly program: Program,
    direction: Direction = 'two_way',
  ) {
    const { policy, pageSize, normalises } = program;
    const normalise = normalises ? { normalise: inCapitals } : {};
    this.world = new World({ direction, policyFor: policyOf(policy), pageSize, ...normalise });
    this.people = new People(this.world);
  }

  async play(): Promise<void> {
    const { start, steps } = this.program;
    const create = { what: 'create', target: 0, field: 'title', how: 'set', spot: 0 } as const;
    for (let i = 0; i < start; i += 1)
      await this.people.does({ ...create, who: i % 2 === 0 ? 'remote' : 'local' });
    for (const step of steps) await this.playStep(step);
  }

  private async playStep(step: Step): Promise<void> {
    switch (step.kind) {
      case 'act':
        return this.people.does(step.act);
      case 'expire': {
        this.world.provider.expireCursors();
        return;
      }
      case 'resolve':
        return this.resolve(step.target, step.choice);
      case 'run':
        return this.run(step);
    }
  }

  private async resolve(target: number, choice: 'local' | 'remote' | 'value'): Promise<void> {
    const open = this.world.living().filter(record => record.conflict !== null);
    const record = open[target % Math.max(open.length, 1)];
    if (record?.conflict == null) return;
    const choiceFor = (field: string, local: unknown): Choice => {
      if (choice !== 'value') return choice;
      return { value: field === 'tags' ? local : this.people.fresh() };
    };
    const choices = record.conflict.fields.map(
      ({ field, local }) => [field, choiceFor(field, local)] as const,
    );
    await this.world.resolve(record.id, Object.fromEntries(choices));
  }

  private async run(step: RunStep): Promise<void> {
    const { provider, meanwhile } = this.world;
    provider.faults.push(...step.faults);
    meanwhile.push(
      ...step.meanwhile.map(act => async () => (act === null ? undefined : this.people.does(act))),
    );
    this.world.crash = step.crash;
    let outcome = await this.survive(() => this.world.run({ full: step.full }));
    for (let n = 0; n < maxResumes && outcome?.kind !== 'succeeded' && outcome?.kind !== 'failed'; n += 1) {
      if (outcome?.kind === 'held') await this.decideHeld(outcome, step.approves);
      else if (!step.resumes) break;
      outcome = await this.survive(() => this.world.resume());
    }
    provider.faults.length = 0;
    meanwhile.length = 0;
  }

  /** Null when the process died. */
  private async survive(run: () => Promise<RunOutcome>): Promise<RunOutcome | null> {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      return null;
    }
  }

  private async decideHeld(outcome: RunOutcome & { kind: 'held' }, approves: boolean): Promise<void> {
    const { store } = this.world;
    if (approves) {
      store.checkpoint = approveHeld(outcome.checkpoint, outcome.held);
      return;
    }
    await rejectHeld(this.world.input(store.checkpoint), outcome.held.flow);
  }

  /** Calm weather: runs until one of them changes nothing. Returns how many it took, or fails. */
  async rest(): Promise<number> {
    const { store, provider } = this.world;
    for (let runs = 1; runs <= maxQuietRuns; runs += 1) {
      const [writes, steps] = [provider.writes, store.journal.length];
      let outcome = await this.world.run({ retryFailed: true });
      for (let held = 0; outcome.kind === 'held' && held < 3; held += 1) {
        await this.decideHeld(outcome, true);
        outcome = await this.world.resume();
      }
      if (outcome.kind !== 'succeeded') throw new Error(`a calm run ended ${JSON.stringify(outcome)}`);
      if (provider.writes === writes && store.journal.length === steps) return runs;
    }
    throw new Error('the two sides do not come to rest');
  }

  /** The cursor that a further run would begin with. */
  get cursor(): string | null {
    return nextCursor(this.world.store.checkpoint);
  }
}
