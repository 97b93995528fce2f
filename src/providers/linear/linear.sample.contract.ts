import type { TaskFields } from '#unified-models';

const titles = ['Login fails', 'Überprüfung – Q3', '会議の準備', '<b>bold</b> & more', 'emoji 🎉'] as const;
const texts = [null, 'One line', 'Line one\n\n- [ ] a box\n- [x] done', '```ts\nconst a = 1;\n```'] as const;
const labels = [[], ['Bug'], ['Bug', 'help wanted'], ['größer', 'p:1', 'ui']] as const;
const people = [
  null,
  { id: 'a0d1c2b3-0000-4000-8000-000000000001', name: 'Ada Example', email: 'ada@example.com' },
  { id: 'a0d1c2b3-0000-4000-8000-000000000002', name: 'Grace Example', email: 'grace@example.com' },
] as const;
const states = [
  ['open', 'Todo'],
  ['open', 'Backlog'],
  ['in_progress', 'In Progress'],
  ['in_progress', 'In Review'],
  ['done', 'Done'],
  ['cancelled', 'Canceled'],
  ['open', 'Triage'],
] as const;
const priorities = ['none', 'low', 'medium', 'high', 'urgent'] as const;
const dues = [null, '2027-03-01', '2028-02-29'] as const;
const sections = [null, 'Launch', 'Q3 – später'] as const;

type Sample = Pick<
  TaskFields,
  'title' | 'description' | 'status' | 'state' | 'labels' | 'assignees' | 'section' | 'priority' | 'due'
>;

const of = <T>(members: readonly T[], index: number): T => members[index % members.length] as T;

/** Fields that Linear keeps; the strides make neighbours differ in most of them. */
export const sampleTask = (seed: number): Sample => {
  const [status, state] = of(states, seed * 3);
  const person = of(people, seed + 1);
  return {
    title: `${of(titles, seed)} ${seed}`,
    description: of(texts, seed * 3 + 1),
    ...{ status, state },
    priority: of(priorities, seed * 2),
    due: of(dues, seed),
    labels: [...of(labels, seed * 7)],
    assignees: person ? [{ ...person }] : [],
    section: of(sections, seed * 2),
  };
};
