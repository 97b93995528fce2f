import { type GraphDay, graphDays } from '../graph.types.js';

/** RFC 5545 §3.3.10: `NAME=value;NAME=value`. */
export const partsOf = (rule: string): ReadonlyMap<string, string> =>
  new Map(
    rule
      .split(';')
      .filter(part => part !== '')
      .map(part => {
        const [name = '', value = ''] = part.split('=');
        return [name.trim().toUpperCase(), value.trim().toUpperCase()] as const;
      }),
  );

const shortDays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

export const shortDay = (day: GraphDay): string => shortDays[graphDays.indexOf(day)] ?? '';
export const graphDay = (short: string): GraphDay | undefined => graphDays[shortDays.indexOf(short)];

/** In the order of the week from Monday, each once. */
export const sortedDays = (days: readonly GraphDay[]): GraphDay[] => {
  const place = (day: GraphDay): number => (graphDays.indexOf(day) + 6) % 7;
  return [...new Set(days)].sort((a, b) => place(a) - place(b));
};

/**
 * Outlook moves the 29th, 30th and 31st to the last day of a shorter month, where a plain BYMONTHDAY would leave the
 * month out. These say the same in RFC 5545 (as [MS-OXCICAL] §2.1.3.2.2 writes them):
 * https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxcical/
 */
export const lateDays: ReadonlyMap<number, string> = new Map([
  [29, 'BYMONTHDAY=28,29;BYSETPOS=-1'],
  [30, 'BYMONTHDAY=28,29,30;BYSETPOS=-1'],
  [31, 'BYMONTHDAY=-1'],
]);
