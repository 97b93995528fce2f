import { z } from 'zod';
import { TimeZone } from './period.js';

const instant = z.iso.datetime({ offset: true }).optional();

export const StatisticsQuery = z.strictObject({
  syncId: z.uuid().optional(),
  from: instant.describe('Inclusive'),
  to: instant.describe('Exclusive'),
  timeZone: TimeZone,
});
export type StatisticsQuery = z.infer<typeof StatisticsQuery>;

export const FileStatisticsQuery = StatisticsQuery.extend({
  staleDays: z.coerce
    .number()
    .int()
    .min(1)
    .max(36_500)
    .default(365)
    .describe('Unchanged for so long is stale'),
});
export type FileStatisticsQuery = z.infer<typeof FileStatisticsQuery>;

const count = z.number().int();

export const Group = z
  .object({ key: z.string().nullable(), name: z.string().nullable(), count })
  .meta({ id: 'StatisticsGroup', description: 'key null: the field is empty' });
export type Group = z.infer<typeof Group>;

const groups = z.array(Group).describe('The largest 100, largest first');

export const LeftOut = z
  .object({ syncId: z.uuid(), code: z.string() })
  .meta({ id: 'LeftOutSync', description: 'Not counted, because no consent for it stands' });
export type LeftOut = z.infer<typeof LeftOut>;

const common = {
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  timeZone: z.string(),
  total: count,
  leftOut: z.array(LeftOut),
};

export const TaskStatistics = z
  .object({
    ...common,
    byStatus: groups,
    byState: groups.describe('The provider’s own names of states'),
    byContainer: groups.describe('Project, board or list; key is the sync'),
    bySection: groups,
    byLabel: groups,
    byPerson: groups.describe('Assignees; key is the provider’s id of the person'),
    overdue: count.describe('Open or in progress, and due before now'),
    completedByWeek: z.array(z.object({ week: z.iso.date(), count })).describe('Within from and to'),
    completedUntimed: count.describe('Done, but the provider does not say since when'),
  })
  .meta({ id: 'TaskStatistics' });
export type TaskStatistics = z.infer<typeof TaskStatistics>;

export const FileStatistics = z
  .object({
    ...common,
    bytes: count,
    folders: count,
    trashed: count,
    stale: z.object({ count, bytes: count }),
    byType: groups,
    bySize: groups,
    byFolder: groups,
    byContainer: groups,
  })
  .meta({ id: 'FileStatistics' });
export type FileStatistics = z.infer<typeof FileStatistics>;

export const MessageStatistics = z
  .object({
    ...common,
    byAuthor: groups,
    byChannel: groups.describe('key is the sync'),
    byDay: z.array(z.object({ day: z.iso.date(), count })),
  })
  .meta({ id: 'MessageStatistics' });
export type MessageStatistics = z.infer<typeof MessageStatistics>;

export const EmployeeStatistics = z
  .object({ ...common, byStatus: groups, byDepartment: groups, byLocation: groups })
  .meta({ id: 'EmployeeStatistics' });
export type EmployeeStatistics = z.infer<typeof EmployeeStatistics>;

const hours = z.number();

export const EventStatistics = z
  .object({
    ...common,
    hours,
    allDay: count.describe('Whole days; not among the meetings'),
    unreadable: count.describe('Series with a rule or zone that cannot be expanded; they are not counted'),
    byWeek: z.array(
      z.object({
        ...{ week: z.iso.date(), count, hours },
        ...{ withAttendees: count, withoutAttendees: count, allDay: count },
      }),
    ),
    byCalendar: z.array(z.object({ syncId: z.uuid(), name: z.string(), count, hours })),
  })
  .meta({
    id: 'EventStatistics',
    description: 'Meetings by the week they begin in; cancelled ones do not count',
  });
export type EventStatistics = z.infer<typeof EventStatistics>;
