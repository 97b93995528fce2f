import type { CalendarEventFields, EventTime } from '#unified-models';
import type { GraphEvent, GraphProperty } from '../graph.types.js';

/**
 * What Outlook has no place for, kept in extended properties that no page of Outlook shows:
 * https://learn.microsoft.com/graph/api/resources/extended-properties-overview
 * `record` finds an event again whose creation was not answered; `extras` is what the fields need besides.
 */
const namespace = '{7a5f4c0e-2d1b-4b56-9c39-5d0d6e7c3a11}';
export const recordProperty = `String ${namespace} Name CausewayRecord`;
export const extrasProperty = `String ${namespace} Name CausewayExtras`;

export const propertyFilter = `id eq '${extrasProperty}'`;

export interface Extras {
  readonly url?: string;
  /** The rule as it was written, as long as the pattern still means it. */
  readonly rule?: string;
  /** Zones that were written under a Windows name that also stands for another. */
  readonly zones?: readonly [string | null, string | null];
  /** Outlook has no public events, only such as are not private. */
  readonly visibility?: 'public';
}

export const readExtras = (event: GraphEvent): Extras => {
  const found = event.singleValueExtendedProperties?.find(({ id }) => isSameId(id, extrasProperty));
  if (!found) return {};
  try {
    const value: unknown = JSON.parse(found.value);
    return typeof value === 'object' && value !== null ? checked(value) : {};
  } catch {
    // Somebody else wrote into our property; what it says is none of ours.
    return {};
  }
};

/** Graph answers ids with the namespace in its own spelling. */
const isSameId = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

const checked = (value: object): Extras => {
  const { url, rule, zones, visibility } = value as Record<string, unknown>;
  const hasZones =
    Array.isArray(zones) &&
    zones.length === 2 &&
    zones.every(zone => zone === null || typeof zone === 'string');
  return {
    ...(typeof url === 'string' ? { url } : {}),
    ...(typeof rule === 'string' ? { rule } : {}),
    ...(hasZones ? { zones: zones as [string | null, string | null] } : {}),
    ...(visibility === 'public' ? { visibility } : {}),
  };
};

const zoneOf = (time: EventTime): string | null =>
  time.kind === 'time' && time.rawZone === undefined ? time.zone : null;

/** Names of the fields that the extras say something of. */
export const extraNames = ['url', 'recurrence', 'visibility', 'start', 'end'] as const;

export const writeExtras = (fields: CalendarEventFields): GraphProperty => {
  const rule = fields.recurrence?.rules[0];
  const extras: Extras = {
    ...(fields.url === null ? {} : { url: fields.url }),
    ...(rule === undefined ? {} : { rule }),
    zones: [zoneOf(fields.start), zoneOf(fields.end)],
    ...(fields.visibility === 'public' ? { visibility: 'public' } : {}),
  };
  return { id: extrasProperty, value: JSON.stringify(extras) };
};
