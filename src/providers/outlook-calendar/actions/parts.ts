import { z } from 'zod';
import { ProviderError } from '#kernel';

export const common = { purpose: 'calendar_sync', scopes: ['Calendars.ReadWrite'] } as const;

export const calendarId = z.string().min(1).max(500).describe('Id of the calendar');
export const eventId = z.string().min(1).max(500).describe('Id of the event at Outlook');

export const noEvent = (): ProviderError =>
  new ProviderError('not_found', 'This calendar has no such event.');
