import { Temporal } from 'temporal-polyfill';
import { windowsZones } from '#unified-models';
import { childrenOf, IcsError, lineOf, parseCalendar, type Component } from '../syntax/component.js';
import { matchZone } from './zone-match.js';
import { unescapeText } from '../syntax/text-value.js';

/** The zone part of an `EventTime`. */
export interface ZoneName {
  readonly zone: string | null;
  readonly rawZone?: string;
}

/** Reads and writes the TZIDs of one calendar object. */
export interface Zones {
  /**
   * IANA zone of a TZID. In order: the name itself, the zone its VTIMEZONE says it stands for, the end of a prefixed
   * name, Windows' names, and last a zone that had the VTIMEZONE's offsets all through the event's year. When nothing
   * fits, the wall time and the name are kept and `zone` is null: a wrong instant would be worse than none.
   */
  resolve(tzid: string, year: number): ZoneName;
  /** TZID to write for a zone; null for a floating time. Remembers which VTIMEZONEs have to be there. */
  nameFor(time: { zone: string | null; rawZone?: string | undefined }, year: number): string | null;
  readonly needed: ReadonlyMap<string, { readonly zone: string; readonly year: number }>;
}

export const zonesOf = (calendar: Component): Zones => {
  const definitions = new Map(
    childrenOf(calendar, 'VTIMEZONE').map(child => [unescapeText(lineOf(child, 'TZID')?.value ?? ''), child]),
  );
  const resolved = new Map<string, ZoneName>();
  const needed = new Map<string, { zone: string; year: number }>();
  const resolve = (tzid: string, year: number): ZoneName => {
    const promised = needed.get(tzid);
    if (promised) return tzid === promised.zone ? { zone: tzid } : { zone: promised.zone, rawZone: tzid };
    const key = `${year} ${tzid}`;
    const known = resolved.get(key) ?? resolveZone(tzid, definitions.get(tzid), year);
    resolved.set(key, known);
    return known;
  };
  const canName = (rawZone: string, zone: string, year: number): boolean =>
    definitions.has(rawZone) || needed.has(rawZone)
      ? resolve(rawZone, year).zone === zone
      : [null, zone].includes(canonicalZone(rawZone));
  return {
    resolve,
    needed,
    nameFor({ zone, rawZone }, year) {
      if (zone === null) return rawZone !== undefined && definitions.has(rawZone) ? rawZone : null;
      const name = rawZone !== undefined && canName(rawZone, zone, year) ? rawZone : zone;
      if (name === 'UTC') return name;
      const before = needed.get(name)?.year ?? year;
      if (!definitions.has(name)) needed.set(name, { zone, year: Math.min(before, year) });
      return name;
    },
  };
};

const resolveZone = (tzid: string, definition: Component | undefined, year: number): ZoneName => {
  const own = canonicalZone(tzid);
  if (own === tzid) return { zone: own };
  const zone =
    own ??
    canonicalZone(declaredZone(definition)) ??
    suffixZone(tzid) ??
    canonicalZone(windowsZones[tzid.trim()] ?? '') ??
    (definition ? matchZone(definition, year) : offsetZone(tzid));
  return { zone, rawZone: tzid.slice(0, 200) };
};

/** X-LIC-LOCATION is what libical and its many users write; TZID-ALIAS-OF is RFC 7808 §7.2. */
const declaredZone = (definition: Component | undefined): string =>
  definition === undefined
    ? ''
    : ((lineOf(definition, 'X-LIC-LOCATION') ?? lineOf(definition, 'TZID-ALIAS-OF'))?.value.trim() ?? '');

/** `/freeassociation.sourceforge.net/Europe/Berlin`, `/citadel.org/20210210_1/America/Argentina/Salta`. */
const suffixZone = (tzid: string): string | null => {
  const parts = tzid.split('/').slice(0, 12);
  for (let from = 1; from < parts.length; from += 1) {
    const zone = canonicalZone(parts.slice(from).join('/'));
    if (zone !== null) return zone;
  }
  return null;
};

/** `GMT+0100`, `UTC-03:00`: fixed offsets in whole hours; in Etc the sign is the other way round. */
const offsetZone = (tzid: string): string | null => {
  const match = /^(?:GMT|UTC)\s?([+-])(\d{1,2})(?::?00)?$/i.exec(tzid.trim());
  if (!match) return null;
  return Number(match[2]) === 0
    ? 'UTC'
    : canonicalZone(`Etc/GMT${match[1] === '+' ? '-' : '+'}${Number(match[2])}`);
};

const canonical = new Map<string, string | null>();
const epoch = Temporal.Instant.fromEpochMilliseconds(0);

/** The IANA zone or link of that name in its usual spelling; null when there is none. */
export const canonicalZone = (name: string): string | null => {
  if (!/^[A-Za-z][A-Za-z0-9_+\-/]{1,49}$/.test(name)) return null;
  const known = canonical.get(name);
  if (known !== undefined) return known;
  const zone = lookUp(name);
  if (canonical.size < 5_000) canonical.set(name, zone);
  return zone;
};

const lookUp = (name: string): string | null => {
  try {
    return epoch.toZonedDateTimeISO(name).timeZoneId;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
};

/** Zone of the one VTIMEZONE in a text, such as a calendar's own time zone. */
export const zoneOfDefinition = (ics: string, year: number): string | null => {
  try {
    const calendar = parseCalendar(ics);
    const tzid = childrenOf(calendar, 'VTIMEZONE').map(child => lineOf(child, 'TZID')?.value)[0];
    return tzid === undefined ? null : zonesOf(calendar).resolve(unescapeText(tzid), year).zone;
  } catch (error) {
    if (error instanceof IcsError) return null; // a calendar without a usable zone is still a calendar
    throw error;
  }
};
