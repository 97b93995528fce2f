/** Graph's resources, as far as we read them: https://learn.microsoft.com/graph/api/resources/event */
export interface GraphTime {
  /** Wall time without offset: `2027-03-29T09:00:00.0000000`. */
  readonly dateTime: string;
  readonly timeZone: string;
}

export interface GraphAddress {
  readonly address?: string | null;
  readonly name?: string | null;
}

export interface GraphAttendee {
  readonly type?: string;
  readonly status?: { readonly response?: string; readonly time?: string };
  readonly emailAddress?: GraphAddress;
}

export const graphDays = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
] as const;
export type GraphDay = (typeof graphDays)[number];
export const graphIndexes = ['first', 'second', 'third', 'fourth', 'last'] as const;
export type GraphIndex = (typeof graphIndexes)[number];

/** https://learn.microsoft.com/graph/api/resources/recurrencepattern */
export interface GraphPattern {
  readonly type:
    'daily' | 'weekly' | 'absoluteMonthly' | 'relativeMonthly' | 'absoluteYearly' | 'relativeYearly';
  readonly interval: number;
  readonly daysOfWeek?: readonly GraphDay[];
  readonly firstDayOfWeek?: GraphDay;
  readonly dayOfMonth?: number;
  readonly month?: number;
  readonly index?: GraphIndex;
}

/** https://learn.microsoft.com/graph/api/resources/recurrencerange */
export interface GraphRange {
  readonly type: 'endDate' | 'noEnd' | 'numbered';
  readonly startDate: string;
  readonly endDate?: string;
  readonly numberOfOccurrences?: number;
  readonly recurrenceTimeZone?: string;
}

export interface GraphRecurrence {
  readonly pattern: GraphPattern;
  readonly range: GraphRange;
}

export interface GraphProperty {
  readonly id: string;
  readonly value: string;
}

export interface GraphEvent {
  readonly id: string;
  readonly '@odata.etag'?: string;
  readonly '@removed'?: { readonly reason?: string };
  readonly changeKey?: string;
  readonly type?: 'singleInstance' | 'occurrence' | 'exception' | 'seriesMaster';
  readonly seriesMasterId?: string | null;
  readonly iCalUId?: string | null;
  readonly transactionId?: string | null;
  readonly createdDateTime?: string;
  readonly lastModifiedDateTime?: string;
  readonly subject?: string | null;
  readonly body?: { readonly contentType?: string; readonly content?: string };
  readonly location?: { readonly displayName?: string | null };
  readonly start?: GraphTime;
  readonly end?: GraphTime;
  readonly isAllDay?: boolean;
  readonly isCancelled?: boolean;
  readonly originalStart?: string | null;
  readonly originalStartTimeZone?: string | null;
  readonly originalEndTimeZone?: string | null;
  readonly showAs?: string;
  readonly sensitivity?: string;
  readonly attendees?: readonly GraphAttendee[];
  readonly organizer?: { readonly emailAddress?: GraphAddress } | null;
  readonly responseStatus?: { readonly response?: string; readonly time?: string } | null;
  readonly isReminderOn?: boolean;
  readonly reminderMinutesBeforeStart?: number;
  readonly categories?: readonly string[];
  readonly recurrence?: GraphRecurrence | null;
  readonly singleValueExtendedProperties?: readonly GraphProperty[];
  /** `OID.{series}.{yyyy-mm-dd}`; told only of one series by name. */
  readonly cancelledOccurrences?: readonly string[];
  readonly exceptionOccurrences?: readonly GraphEvent[];
  readonly webLink?: string | null;
}

/** What we send: any of an event's members; `null` clears one. */
export type GraphEventBody = Readonly<Record<string, unknown>>;

export interface GraphPage<T> {
  readonly value?: readonly T[];
  readonly '@odata.nextLink'?: string;
  readonly '@odata.deltaLink'?: string;
}

export interface GraphCalendar {
  readonly id: string;
  readonly name?: string | null;
  readonly canEdit?: boolean;
  readonly isDefaultCalendar?: boolean;
  readonly hexColor?: string | null;
}

export interface GraphUser {
  readonly id?: string;
  readonly displayName?: string | null;
  readonly mail?: string | null;
  readonly userPrincipalName?: string | null;
}

export interface GraphSubscription {
  readonly id: string;
  readonly resource?: string;
  readonly notificationUrl?: string | null;
  readonly expirationDateTime: string;
}

export interface GraphErrorBody {
  readonly error?: { readonly code?: string; readonly message?: string };
}

/** A single event, or a series with its changed occurrences; the cancelled ones are named by the series itself. */
export interface EventParts {
  readonly master: GraphEvent;
  readonly exceptions: readonly GraphEvent[];
}
