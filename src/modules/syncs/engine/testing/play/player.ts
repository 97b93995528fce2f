import type { Choice, ConflictPolicy, Direction } from '#records';
import type { Fields } from '#unified-models';
import { approveHeld, nextCursor } from '../../run/checkpoint.js';
import type { RunOutcome } from '../../run/outcome.js';
import { rejectHeld } from '../../run/reject.js';
import { Crash } from '../life.js';
import { World } from '../world.js';
import { DeletionWatch } from './deletion-watch.js';
import { inCapitals, type Kit, kitFor } from './kits/kit.js';
import { third } from './kits/writing.js';
import { People } from './people.js';
import type { Program, RunStep, Step } from './program.js';
import { Weather } from './weather.js';

const maxResumes = 12;
const maxQuietRuns = 12;
const inTurn = ['manual', 'source', 'merge', 'latest'] as const;

const policyOf = ({ policy }: Program, { model }: Kit): ((field: string) => ConflictPolicy) => {
  if (policy !== 'mixed') return () => policy;
  const names = Object.keys(model.schema.shape);
  return field => inTurn[names.indexOf(field) % inTurn.length] ?? 'manual';
};

/** How the provider stores what it is given. */
const storing = ({ normalises, keepsCustom }: Program, kit: Kit) => {
  const hasCustom = 'custom' in kit.model.schema.shape;
  return (fields: Fields): Fields => {
    const spelled = normalises ? inCapitals(kit, fields) : fields;
    return hasCustom && !keepsCustom ? { ...spelled, custom: {} } : spelled;
  };
};

/** Plays a program against the engine, and then lets the two sides come to rest. */
export class Player {
  readonly kit: Kit;
  readonly world: World;
  readonly people: People;
  readonly weather: Weather;
  readonly watch: DeletionWatch;

  constructor(
    private readonly program: Program,
    direction: Direction = 'two_way',
  ) {
    const kit = kitFor(program.kit);
    const { model, modelName } = kit;
    const [policyFor, normalise] = [policyOf(program, kit), storing(program, kit)];
    const { pageSize } = program;
    this.kit = kit;
    this.world = new World({ model, modelName, direction, policyFor, pageSize, normalise });
    this.people = new People(this.world, kit, program.lens);
    this.weather = new Weather(this.world);
    this.watch = new DeletionWatch(this.world, this.people);
  }

  async play(): Promise<void> {
    const { start, steps } = this.program;
    const create = { what: 'create', target: 0, field: 0, how: 'set', spot: 0 } as const;
    for (let i = 0; i < start; i += 1)
      await this.people.does({ ...create, who: i % 2 === 0 ? 'remote' : 'local' });
    if (this.program.settled) await this.rest();
    for (const step of steps) await this.playStep(step);
  }

  async playStep(step: Step): Promise<void> {
    switch (step.kind) {
      case 'act':
        return this.people.does(step.act);
      case 'clash':
        return this.people.clash(step.act, step.other);
      case 'clear':
        return this.people.clear(step.who, step.tenths);
      case 'resolve':
        return this.resolve(step.target, step.choice);
      case 'run':
        return this.run(step);
      case 'expire':
      case 'vanish':
      case 'reappear':
      case 'notice': {
        this.weather.turns(step);
        return;
      }
    }
  }

  private async resolve(target: number, choice: 'local' | 'remote' | 'value'): Promise<void> {
    const open = this.world.living().filter(record => record.conflict !== null);
    const record = open[target % Math.max(open.length, 1)];
    if (record?.conflict == null) return;
    const { fresh } = this.people;
    const choiceFor = (field: string, local: unknown): Choice =>
      choice === 'value' ? { value: third(this.kit, field, local, fresh) } : choice;
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
    this.watch.begins();
    let outcome = await this.survive(() => this.world.run({ full: step.full }));
    for (let n = 0; n < maxResumes && outcome?.kind !== 'succeeded' && outcome?.kind !== 'failed'; n += 1) {
      if (outcome?.kind === 'held') await this.decideHeld(outcome, step.approves);
      else if (!step.resumes) break;
      outcome = await this.survive(() => this.world.resume());
    }
    this.watch.ends();
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
      this.watch.approved(outcome.held);
      store.checkpoint = approveHeld(outcome.checkpoint, outcome.held);
      return;
    }
    await rejectHeld(this.world.input(store.checkpoint), outcome.held.flow);
  }

  /** Calm weather: runs until one of them changes nothing. Returns how many it took, or fails. */
  async rest(): Promise<number> {
    const { store, provider } = this.world;
    this.weather.calms();
    for (let runs = 1; runs <= maxQuietRuns; runs += 1) {
      const [writes, steps] = [provider.writes, store.journal.length];
      const outcome = await this.calmRun();
      if (outcome.kind !== 'succeeded') throw new Error(`a calm run ended ${JSON.stringify(outcome)}`);
      if (provider.writes === writes && store.journal.length === steps && !this.weather.wantsListing)
        return runs;
    }
    throw new Error('the two sides do not come to rest');
  }

  private async calmRun(): Promise<RunOutcome> {
    // What was called gone by mistake is given up first, and found again by the listing after that.
    const full = this.weather.wantsListing && this.world.notices.size === 0;
    if (full) this.weather.wantsListing = false;
    this.watch.begins();
    let outcome = await this.world.run({ retryFailed: true, full });
    for (let held = 0; outcome.kind === 'held' && held < 3; held += 1) {
      await this.decideHeld(outcome, true);
      outcome = await this.world.resume();
    }
    this.watch.ends();
    return outcome;
  }

  /** The cursor that a further run would begin with. */
  get cursor(): string | null {
    return nextCursor(this.world.store.checkpoint);
  }
}
