import { type Fields, type ModelDefinition, type ModelName, modelNames, models } from '#unified-models';
import { noteModel } from '../../note-model.js';
import { markEnd, markNumber } from '../marks.js';
import { type Slot, slotsOf } from './slots.js';
import type { Marked } from './values.js';

/** What a history needs to know of a model. */
export interface Kit {
  readonly name: KitName;
  readonly modelName: ModelName;
  readonly model: ModelDefinition;
  readonly slots: readonly Slot[];
  /** What people edit here and there; texts and sets, which merge, more often than others. */
  readonly local: readonly Slot[];
  readonly remote: readonly Slot[];
  /** A word that some providers spell in their own way. */
  readonly spelled: string;
}

export type KitName = ModelName | 'note';

/** Values that mean something together, or that a schema cannot tell whole. */
const special: Readonly<Record<string, Marked>> = {
  'calendar_event.end': mark => ({ kind: 'time', local: `${markEnd(mark)}T00:00:00`, zone: null }),
  'calendar_event.recurrence': mark => ({
    rules: [`FREQ=DAILY;COUNT=${markNumber(mark)}`],
    excluded: [],
    additional: [],
  }),
};

const specially = (name: KitName, slot: Slot): Slot => {
  const write = special[`${name}.${slot.field}`];
  return write && slot.kind === 'value' ? { ...slot, write, nullable: false } : slot;
};

const isOften = ({ kind }: Slot): boolean => kind !== 'value' && kind !== 'choice';

const kitOf = (name: KitName, model: ModelDefinition): Kit => {
  const slots = slotsOf(model).map(slot => specially(name, slot));
  const weighted = [...slots, ...slots.filter(isOften)];
  const local = weighted.filter(slot => !slot.immutable);
  const words = local.filter(slot => slot.kind === 'value' && String(slot.write(7)) === 'm7');
  const spelled = (words[1] ?? words[0])?.field;
  if (spelled === undefined) throw new Error(`${name} has no word`);
  const modelName = name === 'note' ? 'task' : name;
  return { name, modelName, model, slots, local, remote: weighted, spelled };
};

const kits: ReadonlyMap<KitName, Kit> = new Map([
  ['note', kitOf('note', noteModel)] as const,
  ...modelNames.map(name => [name, kitOf(name, models[name])] as const),
]);

export const kitNames: readonly KitName[] = [...kits.keys()];

export const kitFor = (name: KitName): Kit => {
  const kit = kits.get(name);
  if (kit === undefined) throw new Error(`no kit ${name}`);
  return kit;
};

/** As a provider stores them that spells one word in its own way. */
export const inCapitals = ({ spelled }: Kit, fields: Fields): Fields => {
  const word = fields[spelled];
  return typeof word === 'string' ? { ...fields, [spelled]: word.toUpperCase() } : fields;
};
