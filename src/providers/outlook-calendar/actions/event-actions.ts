import { z } from 'zod';
import { ProviderError } from '#kernel';
import { defineAction, type ProviderSession } from '#provider-sdk';
import { type CalendarEventFields, calendarEvent, EventTime, type Fields } from '#unified-models';
import { mailboxZone } from '../account.js';
import { EventsApi } from '../events/events-api.js';
import type { GraphEvent, GraphEventBody } from '../graph.types.js';
import { recordProperty } from '../mapping/extras.js';
import { needsFloatingZone, writeEvent } from '../mapping/write-event.js';
import { calendarId, common, eventId, noEvent } from './parts.js';

const details = {
  title: z.string().min(1).max(255),
  start: EventTime,
  end: EventTime,
  description: z.string().max(100_000),
  location: z.string().max(1_000),
};
const attendee = z.strictObject({
  email: z.email(),
  name: z.string().min(1).max(200).optional(),
  optional: z.boolean().optional(),
});
const output = z.strictObject({ eventId: z.string(), url: z.string().nullable() });

const outputOf = ({ id, webLink }: GraphEvent): z.infer<typeof output> => ({
  eventId: id,
  url: webLink ?? null,
});

/** Defaults stand in for what was not given: only what is named is read. */
const asEvent = (fields: Fields): CalendarEventFields => fields as CalendarEventFields;

/** Complete fields, as far as they were given; what is not named is not written. */
const bodyOf = async (session: ProviderSession, given: Fields): Promise<GraphEventBody> => {
  const fields: Fields = { ...calendarEvent.defaults, ...given };
  const isMoved = 'start' in given;
  const floatingZone = isMoved && needsFloatingZone(asEvent(fields)) ? await mailboxZone(session) : 'UTC';
  const names = Object.keys(given);
  const { singleValueExtendedProperties: _, ...body } = writeEvent(asEvent(fields), names, { floatingZone });
  return body;
};

export const createEventAction = defineAction({
  ...common,
  name: 'create_event',
  description: 'Creates an event; Outlook invites the attendees.',
  input: z.strictObject({
    calendarId,
    title: details.title,
    start: details.start,
    end: details.end.describe('Exclusive; a date when start is one'),
    description: details.description.optional(),
    location: details.location.optional(),
    attendees: z.array(attendee).max(500).optional(),
    onlineMeeting: z.boolean().optional().describe('With a link to meet online'),
  }),
  output,
  /** The wish's key is the transaction, and a property to find the event by when only the answer got lost. */
  async run(session, { calendarId: id, attendees = [], onlineMeeting, ...given }, key) {
    const api = new EventsApi(session, id);
    const invited = attendees.map(({ email, name, optional }) => ({
      emailAddress: { address: email, name: name ?? email },
      type: optional ? 'optional' : 'required',
    }));
    const made = await api.create({
      ...(await bodyOf(session, given)),
      ...(invited.length > 0 ? { attendees: invited } : {}),
      ...(onlineMeeting ? { isOnlineMeeting: true } : {}),
      transactionId: key,
      singleValueExtendedProperties: [{ id: recordProperty, value: key }],
    });
    const event = made ?? (await api.marked(key));
    if (!event) throw new ProviderError('permanent', 'This event was created before, and deleted since.');
    return outputOf(event);
  },
});

export const updateEventAction = defineAction({
  ...common,
  name: 'update_event',
  description: 'Changes an event; Outlook tells the attendees.',
  input: z
    .strictObject({
      calendarId,
      eventId,
      title: details.title.optional(),
      start: details.start.optional(),
      end: details.end.optional(),
      description: details.description.optional(),
      location: details.location.optional(),
    })
    .refine(({ start, end }) => (start === undefined) === (end === undefined), {
      path: ['end'],
      message: 'start and end are changed together',
    }),
  output,
  async run(session, { calendarId: calendar, eventId: id, ...given }) {
    const named = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    const api = new EventsApi(session, calendar);
    const event = await api.patch(id, await bodyOf(session, named), undefined);
    if (!event) throw noEvent();
    return outputOf(event);
  },
});

export const deleteEventAction = defineAction({
  ...common,
  name: 'delete_event',
  description: 'Deletes an event; of a meeting of one’s own, Outlook tells the attendees.',
  input: z.strictObject({ calendarId, eventId }),
  output: z.strictObject({ eventId: z.string() }),
  async run(session, { calendarId: calendar, eventId: id }) {
    await new EventsApi(session, calendar).remove(id, undefined);
    return { eventId: id };
  },
});
