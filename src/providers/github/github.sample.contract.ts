import type { TaskFields } from '#unified-models';

const titles = ['Login fails', 'Überprüfung – Q3', '会議の準備', '<b>bold</b> & more', 'emoji 🎉'] as const;
const texts = [
  null,
  'One line',
  'Line one\n\n- [ ] a box\n- [x] done',
  '```ts\nconst a = 1;\n```',
  '<!-- note -->',
] as const;
const labels = [[], ['bug'], ['bug', 'help wanted'], ['größer', 'p:1', 'ui']] as const;
const people = [[], ['ada'], ['ada', 'octocat']] as const;
const sections = [null, '1.0', '2.0 – später'] as const;
const statuses = ['open', 'done', 'cancelled'] as const;

type Sample = Pick<TaskFields, 'title' | 'description' | 'status' | 'labels' | 'assignees' | 'section'>;

const of = <T>(members: readonly T[], index: number): T => members[index % members.length] as T;

/** Fields that GitHub keeps; the strides make neighbours differ in most of them. */
export const sampleTask = (seed: number): Sample => ({
  title: `${of(titles, seed)} ${seed}`,
  description: of(texts, seed * 3 + 1),
  status: of(statuses, seed + Math.floor(seed / 3)),
  labels: [...of(labels, seed * 7)],
  assignees: of(people, seed + 1).map(id => ({ id, name: null, email: null })),
  section: of(sections, seed * 2),
});
