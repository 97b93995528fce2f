import { z } from 'zod';
import { ProviderError } from '#kernel';
import { defineAction } from '#provider-sdk';
import { EventsApi } from '../events/events-api.js';
import { call } from '../graph-api.js';
import { calendarId, common, eventId, noEvent } from './parts.js';

/** https://learn.microsoft.com/graph/api/event-accept and its siblings. */
const verbs = { accepted: 'accept', tentative: 'tentativelyAccept', declined: 'decline' } as const;
const told = { accepted: 'accepted', tentative: 'tentativelyAccepted', declined: 'declined' } as const;

export const respondAction = defineAction({
  ...common,
  name: 'respond_to_invitation',
  description: 'Accepts, tentatively accepts or declines a meeting one is invited to.',
  input: z.strictObject({
    calendarId,
    eventId,
    response: z.enum(['accepted', 'tentative', 'declined']),
    comment: z.string().max(5_000).optional(),
    tellOrganizer: z.boolean().optional().describe('Default: true'),
  }),
  output: z.strictObject({ eventId: z.string(), response: z.enum(['accepted', 'tentative', 'declined']) }),
  /** A reply that stands is not sent again. A declined meeting leaves the calendar, so its absence is the answer. */
  async run(session, { calendarId: calendar, eventId: id, response, comment, tellOrganizer }) {
    const event = await new EventsApi(session, calendar).get(id);
    if (!event && response === 'declined') return { eventId: id, response };
    if (!event) throw noEvent();
    const standing = event.responseStatus?.response;
    if (standing === 'organizer')
      throw new ProviderError('permanent', 'An organizer does not reply to a meeting of their own.');
    if (standing === told[response]) return { eventId: id, response };
    const body = { comment: comment ?? '', sendResponse: tellOrganizer ?? true };
    const url = `/me/events/${encodeURIComponent(id)}/${verbs[response]}`;
    await call(session, { method: 'POST', url, body });
    return { eventId: id, response };
  },
});
