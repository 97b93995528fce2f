import { describe, expect, it } from '@jest/globals';
import { windowsZones } from '#unified-models';
import { readTime, writeTime } from './times.js';
import { isZone, nameOf, zoneFrom } from './zones.js';

describe('zone names', () => {
  it('of Windows all lead to zones that exist, and back to a name of that zone', () => {
    for (const [name, zone] of Object.entries(windowsZones)) {
      expect([name, isZone(zone)]).toEqual([name, true]);
      expect([name, zoneFrom(name)]).toEqual([name, { zone, rawZone: name }]);
      expect([name, zoneFrom(nameOf(zone)).zone]).toEqual([name, zone]);
    }
  });

  it.each([
    ['Europe/Berlin', 'W. Europe Standard Time'],
    ['Europe/Vienna', 'W. Europe Standard Time'],
    ['America/Detroit', 'Eastern Standard Time'],
    ['UTC', 'UTC'],
  ])('write %s as %s', (zone, name) => {
    expect(nameOf(zone)).toBe(name);
  });

  it('that nobody knows leave the instant right', () => {
    const time = { dateTime: '2027-05-03T07:00:00.0000000', timeZone: 'UTC' };
    expect(readTime(time, false, zoneFrom('tzone://Microsoft/Custom'))).toEqual({
      kind: 'time',
      local: '2027-05-03T07:00:00',
      zone: 'UTC',
      rawZone: 'tzone://Microsoft/Custom',
    });
  });
});

describe('times', () => {
  it('are read in the zone the person chose, whatever zone the answer is in', () => {
    const time = { dateTime: '2027-03-29T07:00:00.0000000', timeZone: 'UTC' };
    expect(readTime(time, false, zoneFrom('W. Europe Standard Time'))).toEqual({
      kind: 'time',
      local: '2027-03-29T09:00:00',
      zone: 'Europe/Berlin',
      rawZone: 'W. Europe Standard Time',
    });
  });

  it('go back under the name they came with', () => {
    const time = {
      kind: 'time',
      local: '2027-03-29T09:00:00',
      zone: 'Europe/Berlin',
      rawZone: 'W. Europe Standard Time',
    } as const;
    expect(writeTime(time, 'UTC')).toEqual({
      dateTime: '2027-03-29T09:00:00',
      timeZone: 'W. Europe Standard Time',
    });
    expect(writeTime({ ...time, rawZone: 'Tokyo Standard Time' }, 'UTC').timeZone).toBe(
      'W. Europe Standard Time',
    );
  });

  it('without a zone are those of the mailbox', () => {
    const time = { kind: 'time', local: '2027-05-03T09:00:00', zone: null } as const;
    expect(writeTime(time, 'America/New_York')).toEqual({
      dateTime: '2027-05-03T09:00:00',
      timeZone: 'Eastern Standard Time',
    });
  });

  it('of all-day events are dates in no zone', () => {
    const time = { dateTime: '2027-05-03T00:00:00.0000000', timeZone: 'UTC' };
    expect(readTime(time, true, zoneFrom('Tokyo Standard Time'))).toEqual({
      kind: 'date',
      date: '2027-05-03',
    });
  });
});
