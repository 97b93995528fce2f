import type { CalendarEventFields, EventTime } from '#unified-models';

const two = (value: number): string => String(value).padStart(2, '0');

const day = (number: number): EventTime => ({ kind: 'date', date: `2027-03-${two(number)}` });

const hour = (number: number): EventTime => ({
  kind: 'time',
  local: `2027-03-28T${two(number)}:30:00`,
  zone: 'Europe/Berlin',
});

/** Fields that the vendor returns as they were pushed; neighbours differ in each. */
export const sample = (seed: number): Partial<CalendarEventFields> => ({
  title: `Größe ${seed} <b>“quoted”</b>`,
  description: seed % 3 === 0 ? null : `Line one\n\n- line ${seed}`,
  location: seed % 4 === 0 ? null : `Room ${seed}`,
  start: seed % 2 === 0 ? day(1 + (seed % 20)) : hour(4 + (seed % 16)),
  end: seed % 2 === 0 ? day(2 + (seed % 20)) : hour(5 + (seed % 16)),
  transparency: seed % 5 === 0 ? 'free' : 'busy',
});
