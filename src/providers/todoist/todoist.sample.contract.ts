import type { TaskFields } from '#unified-models';

const titles = ['Buy milk', 'Überprüfung – Q3', '会議の準備', '<b>bold</b> & more', 'emoji 🎉'] as const;
const texts = [null, 'One line', 'Line one\n\n- [ ] a box', '`code` and **bold**'] as const;
const labels = [[], ['home'], ['größer', 'home'], ['a-b', 'p_1', 'waiting']] as const;
const priorities = ['none', 'medium', 'high', 'urgent'] as const;
const sections = [null, 'Doing', 'Später'] as const;
const statuses = ['open', 'done', 'open'] as const;
const dues = [
  { due: null, dueAt: null, recurrence: null },
  { due: '2027-03-01', dueAt: null, recurrence: null },
  { due: '2027-07-09', dueAt: '2027-07-09T14:30:00Z', recurrence: null },
  { due: '2027-01-04', dueAt: '2027-01-03T23:30:00Z', recurrence: null },
] as const;
const recurring = { due: '2027-05-03', dueAt: null, recurrence: 'every day' } as const;

export type TaskSample = Pick<
  TaskFields,
  'title' | 'description' | 'priority' | 'section' | 'status' | 'due' | 'dueAt' | 'recurrence' | 'labels'
>;

const of = <T>(members: readonly T[], index: number): T => members[index % members.length] as T;

/** Fields that Todoist keeps; the strides make neighbours differ in most of them. A recurring task is never done. */
export const sampleTask = (seed: number): TaskSample => {
  const status = of(statuses, seed);
  return {
    title: `${of(titles, seed)} ${seed}`,
    description: of(texts, seed * 3 + 1),
    priority: of(priorities, seed),
    labels: [...of(labels, seed * 7)],
    section: of(sections, seed * 2),
    ...(status === 'open' && seed % 5 === 0 ? recurring : of(dues, seed * 3)),
    status,
  };
};
