import { loadavg } from 'node:os';
import { type ConflictPolicy, mergeFields, type MergeSides } from '#records';
import { calendarEvent, type Fields, type ModelDefinition, task } from '#unified-models';

/*
 * Three-way merges in memory: 1,000,000 triples of base, local and remote, half of them events and half tasks. Of ten, four
 * changed on one side, three on both sides in different fields, two in the same text or set, one in the same plain field;
 * the policies take turns. Every triple is made anew, and making them is measured by itself and taken off.
 * Run: npm run bench -- merge, or tsc -p . && node dist/test/bench/merge.bench.js [triples]
 */
const triples = Number(process.argv[2] ?? 1_000_000);
const policies: readonly ConflictPolicy[] = ['manual', 'latest', 'source', 'merge'];
const times = { localAt: new Date('2027-01-02T00:00:00Z'), remoteAt: new Date('2027-01-01T00:00:00Z') };

const lines = (number: number): string =>
  ['Agenda', `Point ${number}`, 'Minutes', 'Who comes', 'Next time'].join('\n');

const eventOf = (number: number): Fields => ({
  ...calendarEvent.defaults,
  title: `Event ${number}`,
  description: lines(number),
  location: 'Room 1',
  start: { kind: 'time', local: '2027-01-01T09:00:00', zone: 'Europe/Berlin' },
  end: { kind: 'time', local: '2027-01-01T10:00:00', zone: 'Europe/Berlin' },
  attendees: Array.from({ length: 4 }, (_, index) => attendee(index)),
  categories: ['work', 'weekly'],
});
const attendee = (index: number) => ({
  ...{ email: `person${index}@example.com`, name: `Person ${index}`, role: 'required' },
  ...{ response: 'accepted', kind: 'person' },
});

const taskOf = (number: number): Fields => ({
  ...task.defaults,
  title: `Task ${number}`,
  description: lines(number),
  labels: ['backend', 'later'],
  due: '2027-01-01',
});

/** What each side made of the base; by the last digit. */
const sidesOf = (base: Fields, number: number, set: 'categories' | 'labels'): MergeSides => {
  const digit = number % 10;
  const text = (from: string, to: string) => String(base['description']).replace(from, to);
  const members = base[set] as readonly string[];
  if (digit < 4) return { base, local: base, remote: { ...base, title: `New ${number}` } };
  if (digit < 7)
    return { base, local: { ...base, title: 'Mine' }, remote: { ...base, [set]: [...members, 'urgent'] } };
  if (digit === 7)
    return {
      base,
      local: { ...base, description: text('Agenda', 'Our agenda') },
      remote: { ...base, description: text('Next time', 'See you') },
    };
  if (digit === 8)
    return { base, local: { ...base, [set]: [...members, 'mine'] }, remote: { ...base, [set]: ['theirs'] } };
  return { base, local: { ...base, title: 'Mine' }, remote: { ...base, title: 'Theirs' } };
};

interface Case {
  readonly model: ModelDefinition;
  readonly sides: MergeSides;
}

const caseOf = (number: number): Case =>
  number % 2 === 0
    ? { model: calendarEvent, sides: sidesOf(eventOf(number), (number / 2) | 0, 'categories') }
    : { model: task, sides: sidesOf(taskOf(number), (number / 2) | 0, 'labels') };

const timed = (work: (number: number) => number): { seconds: number; sum: number } => {
  const before = process.cpuUsage();
  let sum = 0;
  for (let number = 0; number < triples; number += 1) sum += work(number);
  const { user, system } = process.cpuUsage(before);
  return { seconds: (user + system) / 1e6, sum };
};

const made = (number: number): number => (caseOf(number).sides.local['title'] === '' ? 1 : 0);
const merged = (number: number): number => {
  const { model, sides } = caseOf(number);
  const by = policies[(number >> 4) % 4] ?? 'manual';
  return mergeFields(model, sides, { ...times, policyFor: () => by }).conflicts.length;
};

for (let number = 0; number < 20_000; number += 1) merged(number);
const making = timed(made);
const both = timed(merged);
const seconds = both.seconds - making.seconds;
console.log(
  JSON.stringify({
    ...{ triples, conflicts: both.sum, cpuSeconds: Math.round(seconds * 100) / 100 },
    microsPerMerge: Math.round((seconds / triples) * 1e8) / 100,
    perSecond: Math.round(triples / seconds),
    residentMb: Math.round(process.memoryUsage().rss / 2 ** 20),
    load: loadavg()[0],
  }),
);
