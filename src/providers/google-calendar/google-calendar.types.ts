/** Google's event resource, as far as we read it: https://developers.google.com/workspace/calendar/api/v3/reference/events */
export interface GoogleTime {
  readonly date?: string | null;
  readonly dateTime?: string | null;
  readonly timeZone?: string | null;
}

export interface GoogleAttendee {
  readonly email?: string;
  readonly displayName?: string | null;
  readonly organizer?: boolean;
  readonly self?: boolean;
  readonly resource?: boolean;
  readonly optional?: boolean;
  readonly responseStatus?: string;
}

export interface GoogleReminders {
  readonly useDefault?: boolean;
  readonly overrides?: readonly { readonly method: string; readonly minutes: number }[];
}

export interface GoogleEvent {
  readonly id: string;
  readonly etag?: string;
  readonly status?: string;
  readonly updated?: string;
  readonly summary?: string | null;
  readonly description?: string | null;
  readonly location?: string | null;
  readonly start?: GoogleTime;
  readonly end?: GoogleTime;
  readonly recurrence?: readonly string[];
  /** Present on a row that is one occurrence of a series: the id of the series. */
  readonly recurringEventId?: string;
  readonly originalStartTime?: GoogleTime;
  readonly transparency?: string;
  readonly visibility?: string;
  readonly iCalUID?: string;
  readonly sequence?: number;
  readonly attendees?: readonly GoogleAttendee[];
  readonly organizer?: { readonly email?: string; readonly displayName?: string };
  readonly reminders?: GoogleReminders;
  readonly extendedProperties?: { readonly private?: Readonly<Record<string, string | null>> };
  readonly eventType?: string;
}

/** What we send: any of an event's members; `null` clears one. */
export type GoogleEventBody = Readonly<Record<string, unknown>>;

export interface GoogleEventList {
  readonly items?: readonly GoogleEvent[];
  readonly timeZone?: string;
  readonly nextPageToken?: string;
  readonly nextSyncToken?: string;
}

export interface GoogleCalendarEntry {
  readonly id: string;
  readonly summary?: string;
  readonly summaryOverride?: string;
  readonly accessRole?: string;
  readonly primary?: boolean;
  readonly deleted?: boolean;
  readonly backgroundColor?: string;
  readonly timeZone?: string;
}

export interface GoogleCalendarList {
  readonly items?: readonly GoogleCalendarEntry[];
  readonly nextPageToken?: string;
}

/** The `oauth2/v2` form says `id`, OpenID Connect says `sub`: both are the same number. */
export interface GoogleUserInfo {
  readonly id?: string;
  readonly sub?: string;
  readonly email?: string;
  readonly name?: string;
}

export interface GoogleChannel {
  readonly id: string;
  readonly resourceId: string;
  readonly expiration?: string;
}

export interface GoogleErrorBody {
  readonly error?: {
    readonly message?: string;
    readonly errors?: readonly { readonly reason?: string }[];
    readonly details?: readonly { readonly reason?: string }[];
  };
}

/** A single event, or a series with the rows of its changed and cancelled occurrences. */
export interface EventParts {
  readonly master: GoogleEvent;
  readonly occurrences: readonly GoogleEvent[];
}
