import { z } from 'zod';

/** `data.recordId = x`: the value at a dotted path of the event's data is one of those listed. */
export const EventFilter = z
  .strictObject({
    path: z
      .string()
      .max(200)
      .regex(/^[A-Za-z_][\w]*(\.[A-Za-z_][\w]*){0,7}$/, 'a dotted path into the event’s data, e.g. syncId'),
    equals: z.union([z.string().max(500), z.number(), z.boolean(), z.null()]),
  })
  .meta({ id: 'EventFilter' });
export type EventFilter = z.infer<typeof EventFilter>;

/** `*`, `record.*` or the name of one type. */
export const typeMatches = (pattern: string, type: string): boolean =>
  pattern === '*' || pattern === type || (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1)));

export interface Interest {
  readonly eventTypes: readonly string[];
  /** All of them must hold. */
  readonly filters: readonly EventFilter[];
}

export const wants = ({ eventTypes, filters }: Interest, type: string, data: unknown): boolean =>
  eventTypes.some(pattern => typeMatches(pattern, type)) &&
  filters.every(({ path, equals }) => valueAt(data, path) === equals);

/** Own members only: a path such as `constructor` finds nothing. */
const valueAt = (data: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, name)
          ? (value as Readonly<Record<string, unknown>>)[name]
          : undefined,
      data,
    );
