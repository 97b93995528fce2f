import type { Fields } from '#unified-models';
import { type MirrorSide, sides } from '../decisions/index.js';
import { Crash } from '../../syncs/engine/testing/life.js';
import type { Tag } from '../../syncs/engine/testing/note-model.js';
import { note, World } from '../../syncs/engine/testing/world.js';
import { MirroredWorlds, noteRules } from './mirrored-worlds.js';
import type { Act, Story, StoryStep } from './story.js';

/** Every edit writes a fresh mark, so a mark’s fate is the fate of that edit. */
export const marksIn = (value: unknown): string[] =>
  JSON.stringify(value ?? '')
    .toLowerCase()
    .match(/m\d+/g) ?? [];

const normalisers = {
  a: (fields: Fields): Fields => ({ ...fields, place: String(fields['place']).toUpperCase() }),
  b: (fields: Fields): Fields => ({
    ...fields,
    place: String(fields['place']).toLowerCase(),
    title: ` ${String(fields['title']).trim()} `,
  }),
};

/** Plays a story, and keeps what an impartial observer notes. */
export class Stage {
  readonly mirrored: MirroredWorlds;
  readonly written = new Set<string>();
  readonly replaced = new Set<string>();
  readonly deleted = new Set<string>();
  acts = 0;
  interruptions = 0;
  private marks = 0;

  constructor(private readonly story: Story) {
    const world = (which: MirrorSide): World => {
      const normalise = story.normalises ? { normalise: normalisers[which] } : {};
      const made = new World({ policyFor: () => 'merge', ...normalise });
      const { newId } = made;
      return Object.assign(made, { newId: () => which + newId() });
    };
    this.mirrored = new MirroredWorlds({ a: world('a'), b: world('b') }, noteRules(story.policy));
  }

  async play(): Promise<void> {
    for (let made = 0; made < this.story.start; made += 1)
      this.there(this.world(made % 2 === 0 ? 'a' : 'b'), { what: 'create' });
    for (const step of this.story.steps) await this.step(step);
    for (const which of sides) this.world(which).crash = null;
    this.mirrored.store.crash = null;
  }

  world(which: MirrorSide): World {
    return this.mirrored.worlds[which];
  }

  private async step(step: StoryStep): Promise<void> {
    if (step.kind === 'act') return this.act(step);
    if (step.kind === 'run') return this.run(step);
    this.interruptions += step.crash ? 1 : 0;
    this.mirrored.store.crash = step.crash;
    await this.mirrored.wake();
  }

  private async run({ side: which, crash, fault, full }: Extract<StoryStep, { kind: 'run' }>): Promise<void> {
    const world = this.world(which);
    this.interruptions += (crash ? 1 : 0) + (fault ? 1 : 0);
    world.crash = crash;
    world.provider.faults.push(fault);
    try {
      await world.run({ full });
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
    world.crash = null;
    world.provider.faults.length = 0;
  }

  private fresh(): string {
    const mark = `m${(this.marks += 1)}`;
    this.written.add(mark);
    return mark;
  }

  private fill(): Fields {
    const body = [this.fresh(), this.fresh(), this.fresh()].join('\n');
    return note(this.fresh(), { place: this.fresh(), body, tags: [{ name: 'a', value: this.fresh() }] });
  }

  private edited(fields: Fields, { field, spot }: Pick<Act, 'field' | 'spot'>): Fields {
    const mark = this.fresh();
    if (field === 'body') {
      const lines = String(fields['body']).split('\n');
      return this.observed(fields, {
        ...fields,
        body: lines.toSpliced(spot % lines.length, 1, mark).join('\n'),
      });
    }
    if (field !== 'tags') return this.observed(fields, { ...fields, [field]: mark });
    const name = 'abcde'.charAt(spot);
    const others = (fields['tags'] as readonly Tag[]).filter(tag => tag.name !== name);
    return this.observed(fields, { ...fields, tags: [{ name, value: mark }, ...others] });
  }

  private observed(before: Fields, after: Fields): Fields {
    const kept = new Set(marksIn(after));
    for (const mark of marksIn(before)) if (!kept.has(mark)) this.replaced.add(mark);
    return after;
  }

  private async act(step: Act): Promise<void> {
    this.acts += 1;
    const world = this.world(step.side);
    if (step.where === 'there') {
      this.there(world, step);
      return;
    }
    if (step.what === 'create') {
      await world.create(this.fill());
      return;
    }
    const living = world.living();
    const target = living[step.target % Math.max(living.length, 1)];
    if (!target) return;
    if (step.what === 'edit') await world.edit(target.id, fields => this.edited(fields, step));
    else await world.remove(target.id, fields => this.goes(fields));
  }

  private goes(fields: Fields): void {
    for (const mark of marksIn(fields)) this.deleted.add(mark);
  }

  private there(
    { provider }: World,
    { what, target = 0, field = 'title', spot = 0 }: Partial<Act> & Pick<Act, 'what'>,
  ): void {
    if (what === 'create') {
      provider.save(null, this.fill());
      return;
    }
    const objects = [...provider.objects.values()];
    const object = objects[target % Math.max(objects.length, 1)];
    if (!object) return;
    if (what === 'edit') {
      provider.save(object.id, this.edited(object.fields, { field, spot }));
      return;
    }
    this.goes(object.fields);
    provider.remove(object.id);
  }
}
