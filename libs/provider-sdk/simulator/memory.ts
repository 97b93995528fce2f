import { deserialize, serialize } from 'node:v8';

/** An object and the names of its members that a snapshot holds: maps, sets, lists and plain values. */
export interface MemoryPart {
  readonly object: object;
  readonly members: readonly string[];
}

/** Members may be private: a snapshot of a store is the store's own affair, told by name in its own folder. */
export const part = (object: object, ...members: readonly string[]): MemoryPart => ({ object, members });

type Parts = Readonly<Record<string, MemoryPart>>;
type Saved = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * What a simulator has to remember over a restart of its process. All parts are written as one graph, so that what was one
 * object before is one object afterwards.
 */
export class Memory {
  constructor(
    private readonly parts: () => Parts,
    /** Makes the part of that name, where parts come into being while the simulator runs. */
    private readonly bring: (name: string) => void = name => {
      throw new Error(`The snapshot has a part ${name} that this simulator does not know`);
    },
  ) {}

  save(): Buffer {
    const entries = Object.entries(this.parts()).map(([name, { object, members }]) => {
      const values = members.map((member): [string, unknown] => [member, memberOf(object, member)]);
      return [name, Object.fromEntries(values)] as const;
    });
    return serialize(Object.fromEntries(entries));
  }

  load(bytes: Buffer): void {
    const saved = deserialize(bytes) as Saved;
    for (const [name, values] of Object.entries(saved)) {
      if (!this.parts()[name]) this.bring(name);
      const found = this.parts()[name];
      if (!found) throw new Error(`The snapshot's part ${name} could not be made`);
      // A member that is younger than the snapshot stays as it is.
      for (const member of found.members) if (member in values) restore(found.object, member, values[member]);
    }
  }
}

const memberOf = (object: object, member: string): unknown => {
  if (!(member in object)) throw new Error(`${object.constructor.name} has no member ${member}`);
  return Reflect.get(object, member);
};

/** Collections are filled where they are, because others may hold them. */
const restore = (object: object, member: string, value: unknown): void => {
  const present = memberOf(object, member);
  if (present instanceof Map && value instanceof Map) {
    present.clear();
    for (const [key, entry] of value) present.set(key, entry);
  } else if (present instanceof Set && value instanceof Set) {
    present.clear();
    for (const entry of value) present.add(entry);
  } else if (Array.isArray(present) && Array.isArray(value)) {
    present.splice(0, present.length);
    for (const entry of value) present.push(entry);
  } else Reflect.set(object, member, value);
};
