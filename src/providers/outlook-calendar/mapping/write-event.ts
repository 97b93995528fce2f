import { ProviderError } from '#kernel';
import type { CalendarEventFields, EventException } from '#unified-models';
import type { GraphEvent, GraphEventBody, GraphRecurrence } from '../graph.types.js';
import { writeAttendees, writeReminders } from './attendees.js';
import { extraNames, writeExtras } from './extras.js';
import { recurrenceOf } from './rule-to-pattern.js';
import { isFloating, writeTime } from './times.js';

type Occurrence = Omit<EventException, 'recurrenceId'>;
export type OccurrenceName = keyof Occurrence;

export interface WriteContext {
  /** Zone of the mailbox: Outlook has no floating times. */
  readonly floatingZone: string;
  /** What Outlook has now, for what we express more coarsely than it does. */
  readonly existing?: GraphEvent | undefined;
}

export const occurrenceNames: readonly OccurrenceName[] = [
  ...(['title', 'description', 'location', 'status', 'start', 'end'] as const),
  ...(['transparency', 'attendees', 'reminders'] as const),
];

/** Kinds of being busy that we do not tell apart stay as they are. */
const busyKinds: readonly string[] = ['busy', 'oof', 'workingElsewhere'];

/** Free, tentative and busy are one property at Outlook, so an event that is free is confirmed. */
const showAs = (fields: Occurrence, existing: GraphEvent | undefined): string => {
  if (fields.transparency === 'free') return 'free';
  if (fields.status === 'tentative') return 'tentative';
  return busyKinds.find(kind => kind === existing?.showAs) ?? 'busy';
};

/** Start, end and whether they are dates change together. */
const times = (fields: Occurrence, { floatingZone }: WriteContext): GraphEventBody => ({
  isAllDay: fields.start.kind === 'date',
  start: writeTime(fields.start, floatingZone),
  end: writeTime(fields.end, floatingZone),
});

const occurrenceWriters: {
  readonly [N in OccurrenceName]: (fields: Occurrence, context: WriteContext) => GraphEventBody;
} = {
  title: fields => ({ subject: fields.title }),
  description: fields => ({ body: { contentType: 'text', content: fields.description ?? '' } }),
  location: fields => ({ location: { displayName: fields.location ?? '' } }),
  status: (fields, { existing }) => ({ showAs: showAs(fields, existing) }),
  start: times,
  end: times,
  transparency: (fields, { existing }) => ({ showAs: showAs(fields, existing) }),
  attendees: fields => ({ attendees: writeAttendees(fields.attendees) }),
  reminders: fields => writeReminders(fields.reminders),
};

/** The members of an occurrence or event that `names` change; other names are none of Outlook's. */
export const writeOccurrence = (
  fields: Occurrence,
  names: readonly string[],
  context: WriteContext,
): GraphEventBody =>
  Object.assign(
    {},
    ...occurrenceNames
      .filter(name => names.includes(name))
      .map(name => occurrenceWriters[name](fields, context)),
  ) as GraphEventBody;

const sensitivities: Readonly<Record<CalendarEventFields['visibility'], string>> = {
  default: 'normal',
  public: 'normal',
  private: 'private',
  confidential: 'confidential',
};

/** "Personal" reads as private, so it is not overwritten by it. */
const sensitivity = (
  { visibility }: CalendarEventFields,
  existing: GraphEvent | undefined,
): GraphEventBody =>
  visibility === 'private' && existing?.sensitivity === 'personal'
    ? {}
    : { sensitivity: sensitivities[visibility] };

/** Everything but exceptions and recurrence. `uid` and `organizer` are Outlook's to give. */
export const writeEvent = (
  fields: CalendarEventFields,
  names: readonly string[],
  context: WriteContext,
): GraphEventBody => ({
  ...writeOccurrence(fields, names, context),
  ...(names.includes('visibility') ? sensitivity(fields, context.existing) : {}),
  ...(names.includes('categories') ? { categories: fields.categories } : {}),
  ...(extraNames.some(name => names.includes(name))
    ? { singleValueExtendedProperties: [writeExtras(fields)] }
    : {}),
});

/** Null: a single event. Throws `permanent` for what Outlook cannot keep. */
export const writeRecurrence = (
  { recurrence, start }: CalendarEventFields,
  { floatingZone }: WriteContext,
): GraphRecurrence | null => {
  if (recurrence === null) return null;
  const [rule, ...further] = recurrence.rules;
  if (rule === undefined || further.length > 0)
    throw new ProviderError('permanent', 'Outlook keeps exactly one rule for a series.');
  if (recurrence.additional.length > 0)
    throw new ProviderError('permanent', 'Outlook has no further dates besides the rule of a series.');
  const zone = writeTime(start, floatingZone).timeZone;
  return recurrenceOf(rule, start, zone);
};

export const needsFloatingZone = (fields: CalendarEventFields): boolean =>
  [fields, ...fields.exceptions].some(({ start, end }) => isFloating(start) || isFloating(end));
