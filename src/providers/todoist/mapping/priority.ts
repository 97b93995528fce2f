import type { TaskFields } from '#unified-models';

type Priority = TaskFields['priority'];

const read: Readonly<Record<number, Priority>> = { 4: 'urgent', 3: 'high', 2: 'medium' };

/** Todoist counts up: 4 is what people see as p1. The lowest, p4, is what a task has that nobody gave any. */
export const readPriority = (priority: number): Priority => read[priority] ?? 'none';

const written: Readonly<Record<Priority, number>> = { urgent: 4, high: 3, medium: 2, low: 1, none: 1 };

export const writePriority = (priority: Priority): number => written[priority];
