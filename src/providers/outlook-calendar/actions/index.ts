import { createEventAction, deleteEventAction, updateEventAction } from './event-actions.js';
import { findFreeBusyAction } from './free-busy.js';
import { respondAction } from './respond.js';

export const outlookCalendarActions = [
  createEventAction,
  updateEventAction,
  deleteEventAction,
  respondAction,
  findFreeBusyAction,
] as const;
