/** How vendors write down when their count begins anew. */
export type ResetForm =
  /** GitHub, GitLab, ClickUp. */
  | 'epoch_seconds'
  /** Linear. */
  | 'epoch_milliseconds'
  /** Jira. */
  | 'iso_8601'
  /** Zendesk. */
  | 'seconds_left'
  /** Trello: the length of the window and not its end, so the end is a window away at the latest. */
  | 'window_milliseconds';

/** Names of the headers that tell a vendor's count, lower-case. `Retry-After` needs no dialect: it is always heard. */
export type RateDialect =
  | { readonly limit?: string; readonly remaining: string; readonly reset: string; readonly form: ResetForm }
  /** One header with all of it: `total=10; remaining=8; resets=36` (Zendesk, seconds). */
  | { readonly all: string };

/** What a vendor says is left. Null where it says nothing that can be used. */
export interface BudgetReading {
  readonly remaining: number | null;
  readonly limit: number | null;
  readonly resetAt: Date | null;
}

type Headers = Readonly<Record<string, string>>;

/** A vendor's word closes a budget for a day at most: longer is a mistake or malice, and a day later one asks again. */
export const longestClosureMs = 24 * 3_600_000;

/** Reads what an answer's headers say about the budget; undefined when they say nothing. Garbage counts as nothing. */
export const readBudget = (dialect: RateDialect, headers: Headers, now: Date): BudgetReading | undefined => {
  const said = 'all' in dialect ? membersOf(headers[dialect.all]) : named(dialect, headers);
  const reading = {
    remaining: count(said.remaining),
    limit: count(said.limit),
    resetAt: resetOf(said.reset, 'all' in dialect ? 'seconds_left' : dialect.form, now),
  };
  return reading.remaining === null && reading.limit === null ? undefined : reading;
};

interface Said {
  readonly remaining: string | undefined;
  readonly limit: string | undefined;
  readonly reset: string | undefined;
}

const named = (dialect: Exclude<RateDialect, { all: string }>, headers: Headers): Said => ({
  remaining: headers[dialect.remaining],
  limit: dialect.limit === undefined ? undefined : headers[dialect.limit],
  reset: headers[dialect.reset],
});

const membersOf = (value = ''): Said => {
  const members = new Map(
    value
      .slice(0, 200)
      .split(';')
      .map(part => part.split('=', 2).map(text => text.trim()))
      .map(([name = '', text]) => [name.toLowerCase(), text]),
  );
  return { remaining: members.get('remaining'), limit: members.get('total'), reset: members.get('resets') };
};

const count = (text: string | undefined): number | null => {
  const number = decimal(text);
  return number === null ? null : Math.floor(number);
};

const decimal = (text = ''): number | null =>
  /^\d{1,15}(\.\d{1,9})?$/.test(text.trim()) ? Number(text.trim()) : null;

const resetOf = (text: string | undefined, form: ResetForm, now: Date): Date | null => {
  const at = form === 'iso_8601' ? isoTime(text) : timeOf(decimal(text), form, now.getTime());
  if (at === null || !Number.isFinite(at)) return null;
  // A time long past is another unit or another clock: nothing to go by.
  if (at < now.getTime() - longestClosureMs) return null;
  return new Date(Math.min(at, now.getTime() + longestClosureMs));
};

const timeOf = (number: number | null, form: Exclude<ResetForm, 'iso_8601'>, now: number): number | null => {
  if (number === null) return null;
  if (form === 'epoch_milliseconds') return number;
  if (form === 'epoch_seconds') return number * 1000;
  return now + (form === 'seconds_left' ? number * 1000 : number);
};

/** RFC 3339 §5.6, seconds optional as Jira leaves them out (`2026-11-21T10:00Z`). */
const iso = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/;

const isoTime = (text = ''): number | null => (iso.test(text.trim()) ? Date.parse(text.trim()) : null);
