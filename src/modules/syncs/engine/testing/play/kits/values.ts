import { z } from 'zod';
import { markDate, markNumber, markText } from '../marks.js';

/** Makes a valid value that carries a mark. */
export type Marked = (mark: number) => unknown;
type Schema = z.core.$ZodType;

/** Of a word and a date, in the forms that texts have. */
const forms: readonly ((word: string, date: string) => string)[] = [
  word => word,
  (_, date) => date,
  (_, date) => `${date}T00:00:00Z`,
  (_, date) => `${date}T00:00:00`,
];

const validForm = (schema: z.ZodType): (typeof forms)[number] => {
  const form = forms.find(one => schema.safeParse(one('m7', '2000-01-08')).success);
  if (form === undefined) throw new Error(`no text is valid: ${JSON.stringify(z.toJSONSchema(schema))}`);
  return form;
};

const isText = (schema: Schema): schema is z.ZodType =>
  schema instanceof z.ZodString || schema instanceof z.ZodStringFormat;

const lastOption = (schema: z.ZodUnion | z.ZodDiscriminatedUnion): Schema => {
  const option = schema.options.at(-1);
  if (option === undefined) throw new Error('a union of nothing');
  return option;
};

const membersOf = (schema: z.ZodObject): [string, Schema][] => Object.entries<Schema>(schema.shape);

/** A valid value without a mark; `index` tells some of them apart. */
export const plain = (schema: Schema, index = 0): unknown => {
  if (isText(schema)) return validForm(schema)('abcde'.charAt(index), `1990-01-0${index + 1}`);
  if (schema instanceof z.ZodNullable) return null;
  if (schema instanceof z.ZodEnum) return schema.options[0];
  if (schema instanceof z.ZodLiteral) return schema.value;
  if (schema instanceof z.ZodBoolean) return false;
  if (schema instanceof z.ZodNumber) return 0;
  if (schema instanceof z.ZodArray) return [];
  if (schema instanceof z.ZodUnion) return plain(lastOption(schema), index);
  if (schema instanceof z.ZodObject) {
    const members = membersOf(schema).filter(([, member]) => !(member instanceof z.ZodOptional));
    return Object.fromEntries(members.map(([name, member]) => [name, plain(member, index)]));
  }
  return {};
};

/** How a mark gets into such a value; null where there is no room for one. */
export const marked = (schema: Schema): Marked | null => {
  if (isText(schema)) {
    const form = validForm(schema);
    return mark => form(markText(mark), markDate(mark));
  }
  if (schema instanceof z.ZodNumber) return markNumber;
  if (schema instanceof z.ZodNullable) return marked(schema.unwrap());
  if (schema instanceof z.ZodUnion) return marked(lastOption(schema));
  if (schema instanceof z.ZodArray) {
    const member = marked(schema.element);
    return member && (mark => [member(mark)]);
  }
  return schema instanceof z.ZodObject ? markedMember(schema, null) : null;
};

/** An object whose first member with room for it, but for its key, carries the mark. */
export const markedMember = (schema: z.ZodObject, key: string | null, index = 0): Marked | null => {
  const room = membersOf(schema)
    .filter(([name]) => name !== key)
    .map(([name, member]) => ({ name, write: marked(member) }))
    .find(({ write }) => write !== null);
  if (!room?.write) return null;
  const { name, write } = room;
  const rest = plain(schema, index) as object;
  return mark => ({ ...rest, [name]: write(mark) });
};

/** The member by which `keyOf` tells two objects apart. */
export const keyOfMember = (schema: z.ZodObject, keyOf: (member: unknown) => string): string | null => {
  const [one, other] = [plain(schema, 0), plain(schema, 1)] as [Record<string, unknown>, object];
  const names = Object.keys(one);
  return names.find(name => keyOf({ ...other, [name]: one[name] }) !== keyOf(other)) ?? null;
};
