import type { TaskFigures } from '#jobs';
import { several } from './attention/rows.js';
import type { AdminAttentionItem, AdminOverview } from './admin-overview.dto.js';

const lateSeconds = 300;
const crowded = 0.9;

export const ageSeconds = ({ oldestAtMs }: TaskFigures, now: Date): number | null =>
  oldestAtMs === null ? null : Math.max(0, now.getTime() - oldestAtMs) / 1000;

/** What the queue’s figures mean to an operator. */
export const queueItems = (figures: readonly TaskFigures[], now: Date): AdminAttentionItem[] =>
  figures.flatMap(figure => [
    ...failing(figure),
    ...dead(figure),
    ...late(figure, ageSeconds(figure, now) ?? 0),
  ]);

const failing = ({ task, failing: count }: TaskFigures): AdminAttentionItem[] =>
  count === 0
    ? []
    : [
        {
          kind: 'tasks_failing',
          level: 'warning',
          text: `${several(count, 'lane', 'lanes')} of ${task} failed when last run.`,
          nextStep: 'Look at the errors; each is tried again by itself.',
          at: null,
          count,
          task,
        },
      ];

const dead = ({ task, dead: count }: TaskFigures): AdminAttentionItem[] =>
  count
    ? [
        {
          kind: 'work_dead',
          level: 'warning',
          text: `${several(count, 'piece', 'pieces')} of work of ${task} ${count === 1 ? 'was' : 'were'} given up.`,
          nextStep: 'Read why, remove the cause, then replay it.',
          at: null,
          count,
          task,
        },
      ]
    : [];

const late = ({ task, waiting }: TaskFigures, age: number): AdminAttentionItem[] =>
  age < lateSeconds
    ? []
    : [
        {
          kind: 'work_late',
          level: 'stopped',
          text: `Work of ${task} has waited for ${Math.floor(age / 60)} minutes.`,
          nextStep: 'See that a process with the role worker runs and is not short of CPU or connections.',
          at: null,
          count: waiting,
          task,
        },
      ];

export const pauseItem = (paused: number): AdminAttentionItem[] =>
  paused === 0
    ? []
    : [
        {
          kind: 'queue_paused',
          level: 'notice',
          text: `${several(paused, 'pause is', 'pauses are')} in force; due work of theirs stays due.`,
          nextStep: 'End the pause when its reason is gone.',
          at: null,
          count: paused,
        },
      ];

export const suspendedItem = ({ suspended }: AdminOverview['organizations']): AdminAttentionItem[] =>
  suspended === 0
    ? []
    : [
        {
          kind: 'organizations_suspended',
          level: 'notice',
          text: `${several(suspended, 'organization is', 'organizations are')} suspended.`,
          nextStep: 'Reactivate those that may go on.',
          at: null,
          count: suspended,
        },
      ];

export const databaseItem = (database: AdminOverview['database']): AdminAttentionItem[] => {
  const { connections, maxConnections } = database;
  if (connections < maxConnections * crowded) return [];
  return [
    {
      kind: 'database_connections',
      level: 'warning',
      text: `${connections} of the database’s ${maxConnections} connections are in use.`,
      nextStep: 'Raise max_connections, or lower DATABASE_POOL or the number of processes.',
      at: null,
    },
  ];
};
