import type { Fields } from '#unified-models';
import type { World } from '../world.js';
import type { Kit } from './kits/kit.js';
import { edited, filled } from './kits/writing.js';
import { marksIn, markText } from './marks.js';
import type { Act } from './program.js';

export { marksIn };

/**
 * People on both sides, and the notes an impartial observer takes: which marks were written, and which ones somebody
 * who saw them took away on purpose.
 */
export class People {
  readonly written = new Set<string>();
  /** Overwritten or removed by an edit. */
  readonly replaced = new Set<string>();
  /** Gone with a deletion, or to another container. */
  readonly deleted = new Set<string>();
  /**
   * Removed there while the hub still waits for the answer to having sent it. The object then looks exactly as if the
   * version had never arrived, so sending it again is right: nobody could tell.
   */
  readonly ambiguous = new Set<string>();
  /** By somebody who uses the hub. */
  readonly writtenHere = new Set<string>();
  /** Somebody gave a record back to life: a twin that had been told apart is a copy then, on purpose. */
  hasRevived = false;
  /** How many records people deleted here. */
  deletionsHere = 0;
  private marks = 0;

  constructor(
    private readonly world: World,
    private readonly kit: Kit,
    private readonly lens = 0,
  ) {}

  readonly fresh = (): number => {
    this.marks += 1;
    this.written.add(markText(this.marks));
    return this.marks;
  };

  async does(given: Act): Promise<void> {
    const act = { ...given, field: this.lens + given.field };
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
    const { world, kit } = this;
    if (act.what === 'create') {
      await world.create(filled(kit, this.fresh));
      return;
    }
    const records = act.what === 'return' ? world.dead() : world.living();
    const target = records[act.target % Math.max(records.length, 1)];
    if (target === undefined) return;
    if (act.what === 'return') this.hasRevived = true;
    if (act.what === 'edit' || act.what === 'return') return this.editsHere(target.id, act);
    this.deletionsHere += 1;
    await world.remove(target.id, fields => this.observeDeletion(fields));
  }

  private editsHere(id: string, act: Act): Promise<void> {
    const mark = this.fresh();
    this.writtenHere.add(markText(mark));
    return this.world.edit(id, fields =>
      this.kept(mark, this.observe(fields, edited(this.kit, fields, act, mark))),
    );
  }

  private editsThere(id: string, fields: Fields, act: Act): void {
    const { provider } = this.world;
    const mark = this.fresh();
    const after = provider.normalised(edited(this.kit, fields, act, mark));
    this.noteAmbiguous(fields, after);
    provider.save(id, this.kept(mark, this.observe(fields, after)));
  }

  /** Two people, one on each side, at the same place. */
  async clash(one: Act, other: Act): Promise<void> {
    const { provider } = this.world;
    const linked = this.world.living().filter(({ remote }) => provider.objects.has(remote?.id ?? ''));
    const record = linked[one.target % Math.max(linked.length, 1)];
    const object = provider.objects.get(record?.remote?.id ?? '');
    if (record === undefined || object === undefined) return;
    const field = this.lens + one.field;
    await this.editsHere(record.id, { ...one, who: 'local', field });
    this.editsThere(object.id, object.fields, { ...other, who: 'remote', field, spot: one.spot });
  }

  /** Most of what is there goes at once, as from a script. */
  async clear(who: Act['who'], tenths: number): Promise<void> {
    const { provider } = this.world;
    const share = <T>(all: readonly T[]): readonly T[] => all.slice(0, Math.ceil((all.length * tenths) / 10));
    if (who === 'remote') {
      for (const { id, fields } of share([...provider.objects.values()])) this.removes(id, fields);
      return;
    }
    for (const { id } of share(this.world.living())) {
      this.deletionsHere += 1;
      await this.world.remove(id, fields => this.observeDeletion(fields));
    }
  }

  private noteAmbiguous(before: Fields, after: Fields): void {
    const sent = new Set(
      [...this.world.store.records.values()].flatMap(({ unanswered }) => marksIn(unanswered)),
    );
    const kept = new Set(marksIn(after));
    for (const mark of marksIn(before)) if (!kept.has(mark) && sent.has(mark)) this.ambiguous.add(mark);
  }

  /** An edit that only removes wrote no mark, nor did one of what the provider does not keep. */
  private kept(mark: number, fields: Fields): Fields {
    if (!marksIn(fields).includes(markText(mark))) this.written.delete(markText(mark));
    return fields;
  }

  private doesThere(act: Act): void {
    const { provider } = this.world;
    if (act.what === 'create') {
      this.createsThere();
      return;
    }
    if (act.what === 'return') {
      this.bringsBack(act);
      return;
    }
    const objects = [...provider.objects.values()];
    const target = objects[act.target % Math.max(objects.length, 1)];
    if (target === undefined) return;
    const { id, fields } = target;
    if (act.what === 'edit') {
      this.editsThere(id, fields, act);
      return;
    }
    if (act.what === 'delete') {
      this.removes(id, fields);
      return;
    }
    this.observeDeletion(fields);
    provider.moveAway(id);
  }

  private createsThere(): void {
    const { provider } = this.world;
    const before = this.marks;
    const { fields } = provider.save(null, filled(this.kit, this.fresh));
    const stored = new Set(marksIn(fields));
    for (let mark = before + 1; mark <= this.marks; mark += 1)
      if (!stored.has(markText(mark))) this.written.delete(markText(mark));
  }

  private bringsBack({ target }: Act): void {
    const { provider } = this.world;
    const ids = [...provider.elsewhere.keys()];
    const id = ids[target % Math.max(ids.length, 1)];
    if (id !== undefined) provider.moveBack(id);
  }

  private removes(id: string, fields: Fields): void {
    this.observeDeletion(fields);
    this.world.provider.remove(id);
  }
}
