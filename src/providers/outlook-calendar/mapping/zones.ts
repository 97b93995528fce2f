import { Temporal } from 'temporal-polyfill';
import { windowsZones } from '#unified-models';

export interface ZoneName {
  readonly zone: string;
  /** The name Outlook used, when it is no IANA one. */
  readonly rawZone?: string | undefined;
}

const epoch = Temporal.Instant.fromEpochMilliseconds(0);

export const isZone = (name: string): boolean => {
  try {
    epoch.toZonedDateTimeISO(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
};

/**
 * The zone behind a name in Graph, which is Windows' name or an IANA one
 * (https://learn.microsoft.com/graph/api/resources/datetimetimezone). A name nobody knows (`tzone://Microsoft/Custom`)
 * reads as UTC, which is what the times are asked for in: the instant stays right.
 */
export const zoneFrom = (name: string): ZoneName => {
  const windows = windowsZones[name];
  if (windows !== undefined) return { zone: windows, rawZone: name };
  if (name === 'UTC' || name === 'tzone://Microsoft/Utc') return { zone: 'UTC' };
  return isZone(name) ? { zone: name } : { zone: 'UTC', rawZone: name.slice(0, 200) };
};

const byZone = new Map<string, string>(
  Object.entries(windowsZones).map(([windows, zone]) => [zone, windows] as const),
);
const names = new Map<string, string>();

/**
 * The name to write for an IANA zone. Of IANA's names Graph takes only some, so Windows' name is written: that of the
 * zone itself, or of one that has its offsets (Europe/Vienna is "W. Europe Standard Time"). Which zone was meant is kept
 * beside (`Extras.zones`).
 */
export const nameOf = (zone: string): string => {
  if (zone === 'UTC') return 'UTC';
  const known = byZone.get(zone) ?? names.get(zone);
  if (known !== undefined) return known;
  const offsets = offsetsOf(zone);
  const found = Object.entries(windowsZones).find(([, candidate]) => offsetsOf(candidate) === offsets)?.[0];
  const name = found ?? zone;
  if (names.size < 1_000) names.set(zone, name);
  return name;
};

/** Two years by weeks: long enough to tell the rules of all zones apart that differ today. */
const samples = Array.from({ length: 104 }, (_, week) =>
  Temporal.Instant.from('2026-01-03T12:00:00Z').add({ hours: week * 168 }),
);

const offsetsOf = (zone: string): string => samples.map(at => at.toZonedDateTimeISO(zone).offset).join();
