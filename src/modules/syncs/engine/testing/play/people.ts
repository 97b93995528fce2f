import type { Fields } from '#unified-models';
import type { Tag } from '../note-model.js';
import type { Act } from './program.js';
import { note, type World } from '../world.js';

/** The marks in a value. Every edit writes a fresh one, so a mark's fate is the fate of that edit. */
export const marksIn = (value: unknown): string[] =>
  JSON.stringify(value ?? '')
    .toLowerCase()
    .match(/m\d+/g) ?? [];

const lines = (body: unknown): string[] => (body === '' ? [] : String(body).split('\n'));

const editedLines = (body: unknown, { how, spot }: Act, mark: string): string => {
  const list = lines(body);
  const at = list.length === 0 ? 0 : spot % list.length;
  if (how === 'add' || list.length === 0) return list.toSpliced(at, 0, mark).join('\n');
  return list.toSpliced(at, 1, ...(how === 'set' ? [mark] : [])).join('\n');
};

const editedTags = (tags: readonly Tag[], { how, spot }: Act, mark: string): readonly Tag[] => {
  const name = 'abcde'.charAt(spot);
  const others = tags.filter(tag => tag.name !== name);
  return how === 'remove' ? others : [{ name, value: mark }, ...others];
};

const edited = (fields: Fields, act: Act, mark: string): Fields => {
  if (act.field === 'body') return { ...fields, body: editedLines(fields['body'], act, mark) };
  if (act.field === 'tags')
    return { ...fields, tags: editedTags(fields['tags'] as readonly Tag[], act, mark) };
  return { ...fields, [act.field]: mark };
};

/**
 * People on both sides, and the notes an impartial observer takes: which marks were written, and which ones somebody
 * who saw them took away on purpose.
 */
export class People {
  readonly written = new Set<string>();
  /** Overwritten or removed by an edit. */
  readonly replaced = new Set<string>();
  /** Gone with a deletion. */
  readonly deleted = new Set<string>();
  /**
   * Removed there while the hub still waits for the answer to having sent it. The object then looks exactly as if the
   * push had never arrived, so sending it again is right: nobody could tell.
   */
  readonly ambiguous = new Set<string>();
  /** By somebody who uses the hub. */
  readonly writtenHere = new Set<string>();
  private marks = 0;

  constructor(private readonly world: World) {}

  fresh(): string {
    const mark = `m${(this.marks += 1)}`;
    this.written.add(mark);
    return mark;
  }

  private fill(): Fields {
    const body = [this.fresh(), this.fresh(), this.fresh(), this.fresh()].join('\n');
    return note(this.fresh(), { place: this.fresh(), body, tags: [{ name: 'a', value: this.fresh() }] });
  }

  async does(act: Act): Promise<void> {
    if (act.who === 'local') await this.doesHere(act);
    else this.doesThere(act);
  }

  private observe(before: Fields, after: Fields): Fields {
    const kept = new Set(marksIn(after));
    for (const mark of marksIn(before)) if (!kept.has(mark)) this.replaced.add(mark);
    return after;
  }

  private observeDeletion(fields: Fields): void {
    for (const mark of marksIn(fields)) this.deleted.add(mark);
  }

  private async doesHere(act: Act): Promise<void> {
    const { world } = this;
    if (act.what === 'create') {
      await world.create(this.fill());
      return;
    }
    const living = world.living();
    const target = living[act.target % Math.max(living.length, 1)];
    if (target === undefined) return;
    if (act.what === 'edit') {
      const mark = this.fresh();
      this.writtenHere.add(mark);
      await world.edit(target.id, fields => this.kept(mark, this.observe(fields, edited(fields, act, mark))));
      return;
    }
    await world.remove(target.id, fields => this.observeDeletion(fields));
  }

  private noteAmbiguous(before: Fields, after: Fields): void {
    const sent = new Set(
      [...this.world.store.records.values()].flatMap(({ unanswered }) => marksIn(unanswered)),
    );
    const kept = new Set(marksIn(after));
    for (const mark of marksIn(before)) if (!kept.has(mark) && sent.has(mark)) this.ambiguous.add(mark);
  }

  /** An edit that only removes wrote no mark. */
  private kept(mark: string, fields: Fields): Fields {
    if (!marksIn(fields).includes(mark)) this.written.delete(mark);
    return fields;
  }

  private doesThere(act: Act): void {
    const { provider } = this.world;
    if (act.what === 'create') {
      provider.save(null, this.fill());
      return;
    }
    const objects = [...provider.objects.values()];
    const target = objects[act.target % Math.max(objects.length, 1)];
    if (target === undefined) return;
    if (act.what === 'edit') {
      const mark = this.fresh();
      this.noteAmbiguous(target.fields, edited(target.fields, act, mark));
      provider.save(
        target.id,
        this.kept(mark, this.observe(target.fields, edited(target.fields, act, mark))),
      );
      return;
    }
    this.observeDeletion(target.fields);
    provider.remove(target.id);
  }
}
