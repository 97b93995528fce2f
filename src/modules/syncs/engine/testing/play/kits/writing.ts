import type { Fields } from '#unified-models';
import type { Act } from '../program.js';
import { marksIn, markText } from '../marks.js';
import type { Kit } from './kit.js';
import { setSize, type Slot } from './slots.js';

type Members = readonly unknown[];
type Slotted<K extends Slot['kind']> = Extract<Slot, { kind: K }>;

/** A whole new object, with marks wherever there is room. */
export const filled = ({ slots }: Kit, fresh: () => number): Fields =>
  Object.fromEntries(slots.map(slot => [slot.field, first(slot, fresh)]));

const first = (slot: Slot, fresh: () => number): unknown => {
  if (slot.kind === 'value') return slot.write(fresh());
  if (slot.kind === 'text') return [fresh(), fresh(), fresh(), fresh()].map(markText).join('\n');
  if (slot.kind === 'members') return [slot.write[0]?.(fresh())];
  if (slot.kind === 'names') return [`a-${markText(fresh())}`];
  if (slot.kind === 'entries') return { a: markText(fresh()) };
  return slot.options[0];
};

const editedLines = (text: unknown, { how, spot }: Act, mark: number): string => {
  const list = typeof text === 'string' && text !== '' ? text.split('\n') : [];
  const at = list.length === 0 ? 0 : spot % list.length;
  if (how === 'add' || list.length === 0) return list.toSpliced(at, 0, markText(mark)).join('\n');
  return list.toSpliced(at, 1, ...(how === 'set' ? [markText(mark)] : [])).join('\n');
};

const editedMembers = (
  { write, ...slot }: Slotted<'members'>,
  members: Members,
  act: Act & { keyOf: (member: unknown) => string },
  mark: number,
): Members => {
  const member = write[act.spot % write.length]?.(mark);
  if (member === undefined) throw new Error(`${slot.field} has no members`);
  const others = members.filter(one => act.keyOf(one) !== act.keyOf(member));
  return act.how === 'remove' ? others : [member, ...others];
};

const editedNames = (names: Members, { how, spot }: Act, mark: number): Members => {
  const letter = 'abcde'.charAt(spot % setSize);
  const others = names.filter(name => !String(name).startsWith(`${letter}-`));
  return how === 'remove' ? others : [`${letter}-${markText(mark)}`, ...others];
};

/** The provider deletes an entry by saying null; what it leaves out is the hub's own. */
const editedEntries = (entries: object, { who, how, spot }: Act, mark: number): object => {
  const name = 'abcde'.charAt(spot % setSize);
  const others = Object.fromEntries(Object.entries(entries).filter(([other]) => other !== name));
  if (how !== 'remove') return { ...others, [name]: markText(mark) };
  return who === 'remote' && name in entries ? { ...others, [name]: null } : others;
};

const editedValue = (slot: Slotted<'value'>, { how }: Act, mark: number): unknown =>
  how === 'remove' && slot.nullable ? null : slot.write(mark);

const edit = ({ model }: Kit, slot: Slot, value: unknown, act: Act, mark: number): unknown => {
  if (slot.kind === 'value') return editedValue(slot, act, mark);
  if (slot.kind === 'text') return editedLines(value, act, mark);
  if (slot.kind === 'names') return editedNames(value as Members, act, mark);
  if (slot.kind === 'entries') return editedEntries(value ?? {}, act, mark);
  if (slot.kind === 'choice') return slot.options[act.spot % slot.options.length];
  const rule = model.merge[slot.field];
  const keyOf = rule?.kind === 'keyed' ? rule.key : JSON.stringify;
  return editedMembers(slot, value as Members, { ...act, keyOf }, mark);
};

/** The same field on both sides, unless only the provider may write it. */
const slotFor = ({ local, remote }: Kit, { who, field }: Act): Slot => {
  const common = remote[field % remote.length];
  const slot = who === 'local' && common?.immutable ? local[field % local.length] : common;
  if (slot === undefined) throw new Error('a model without fields');
  return slot;
};

/** One field edited; `mark` stands in it unless the edit only took something away. */
export const edited = (kit: Kit, fields: Fields, act: Act, mark: number): Fields => {
  const slot = slotFor(kit, act);
  return { ...fields, [slot.field]: edit(kit, slot, fields[slot.field], act, mark) };
};

/** A value of a person's own for a field in conflict; a set stays as it is here. */
export const third = (kit: Kit, field: string, local: unknown, fresh: () => number): unknown => {
  const slot = kit.slots.find(one => one.field === field);
  if (slot?.kind === 'value') return slot.write(fresh());
  return slot?.kind === 'text' ? markText(fresh()) : local;
};

/** Marks in fields that change as a whole, but for the word that a provider may spell otherwise. */
export const wholeMarks = (kit: Kit, fields: Fields): string[] =>
  kit.slots
    .filter(({ kind, field }) => kind === 'value' && field !== kit.spelled)
    .flatMap(({ field }) => marksIn(fields[field]));
