import type { TodoistTask } from '../todoist.types.js';
import { markOf, seenIn, type Setting } from './parts.js';

/**
 * Completing a recurring task does not complete it: its day moves on and it stays open. So "done" is about the day that was
 * seen. When that day has passed by already, because an answer was lost or because somebody else ticked it off, completing
 * again would skip a day that nobody did.
 */
export const isOccurrenceDone = (data: string, present: TodoistTask, setting: Setting): boolean => {
  const { task: seen, setting: then } = seenIn(data);
  if (!seen.due?.is_recurring || !present.due?.is_recurring || present.checked) return false;
  const hasMoved = present.due.date > seen.due.date;
  return hasMoved && markOf({ ...present, due: seen.due }, setting) === markOf(seen, then);
};
