import type { Attendee, CalendarEventFields } from '#unified-models';
import { lineOf, linesOf, setLines, type Component } from './syntax/component.js';
import { line, param, paramOf, withParam, type ContentLine } from './syntax/content-line.js';
import { clip } from './syntax/text-value.js';

type Organizer = CalendarEventFields['organizer'];

/** Unknown words are read as RFC 5545 §3.2.3, §3.2.12 and §3.2.16 ask: UNKNOWN, NEEDS-ACTION, REQ-PARTICIPANT. */
const kinds: Readonly<Record<string, Attendee['kind']>> = {
  INDIVIDUAL: 'person',
  GROUP: 'group',
  RESOURCE: 'resource',
  ROOM: 'room',
  UNKNOWN: 'unknown',
};
const responses: Readonly<Record<string, Attendee['response']>> = {
  'NEEDS-ACTION': 'needs_action',
  ACCEPTED: 'accepted',
  DECLINED: 'declined',
  TENTATIVE: 'tentative',
  DELEGATED: 'delegated',
};
const roles: Readonly<Record<string, Attendee['role']>> = {
  'REQ-PARTICIPANT': 'required',
  'OPT-PARTICIPANT': 'optional',
  'NON-PARTICIPANT': 'informational',
  CHAIR: 'chair',
};

/** Key of a calendar user: the address, or the whole URI of a user who has none. */
const addressOf = (of: ContentLine): string => {
  const value = of.value.trim();
  const email = /^mailto:/i.test(value) ? decodeMailto(value.slice(7)) : paramOf(of, 'EMAIL') || value;
  return email.trim().toLowerCase();
};

const decodeMailto = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** What RFC 6068 §2 does not allow in an address is percent-encoded; international addresses stay readable. */
const addressUri = (email: string): string =>
  /^(?:urn|https?|tel|sip):/i.test(email)
    ? email.replace(/\s/g, encodeURIComponent)
    : `mailto:${email.toWellFormed().replace(/[\s%?#"<>\\^`{|}\u0000-\u001f]/g, encodeURIComponent)}`;

const nameOf = (of: ContentLine): string | null => {
  const name = paramOf(of, 'CN');
  // An empty CN names nobody; servers drop it when they rewrite a resource.
  return name ? clip(name, 500) : null;
};

const pick = <T>(words: Readonly<Record<string, T>>, word: string | undefined, otherwise: T, none: T): T =>
  word === undefined ? none : (words[word.toUpperCase()] ?? otherwise);

export const readAttendees = (of: Component): Attendee[] => {
  const byEmail = new Map<string, Attendee>();
  for (const entry of linesOf(of, 'ATTENDEE')) {
    const attendee = readAttendee(entry);
    const fits = attendee.email !== '' && attendee.email.length <= 320 && byEmail.size < 2_000;
    if (fits && !byEmail.has(attendee.email)) byEmail.set(attendee.email, attendee);
  }
  return [...byEmail.values()];
};

const readAttendee = (entry: ContentLine): Attendee => ({
  email: addressOf(entry),
  name: nameOf(entry),
  role: pick(roles, paramOf(entry, 'ROLE'), 'required', 'required'),
  response: pick(responses, paramOf(entry, 'PARTSTAT'), 'needs_action', 'needs_action'),
  kind: pick(kinds, paramOf(entry, 'CUTYPE'), 'unknown', 'person'),
});

const wordFor = (words: Readonly<Record<string, string>>, meaning: string): string =>
  Object.keys(words).find(word => words[word] === meaning) ?? '';

/**
 * A copy that the hub writes must not mail invitations to anybody: SCHEDULE-AGENT=NONE
 * (https://www.rfc-editor.org/rfc/rfc6638#section-7.1).
 */
const silent = param('SCHEDULE-AGENT', 'NONE');

/** Keeps the line of an attendee who stays, with its RSVP, comments and delegation; only what changed is set. */
export const writeAttendees = (of: Component, wanted: readonly Attendee[]): void => {
  const lines = linesOf(of, 'ATTENDEE');
  const rest = new Map(wanted.map(attendee => [attendee.email, attendee]));
  const kept = lines.flatMap(entry => {
    const attendee = rest.get(addressOf(entry));
    rest.delete(addressOf(entry));
    return attendee ? [editAttendee(entry, attendee)] : [];
  });
  const added = [...rest.values()].map(attendee =>
    editAttendee(line('ATTENDEE', addressUri(attendee.email), [silent]), attendee),
  );
  setLines(of, 'ATTENDEE', [...kept, ...added]);
};

const editAttendee = (entry: ContentLine, wanted: Attendee): ContentLine => {
  const now = readAttendee(entry);
  let edited = entry;
  if (now.name !== wanted.name) edited = withParam(edited, 'CN', wanted.name);
  if (now.role !== wanted.role) edited = withParam(edited, 'ROLE', wordFor(roles, wanted.role));
  if (now.response !== wanted.response)
    edited = withParam(edited, 'PARTSTAT', wordFor(responses, wanted.response));
  if (now.kind !== wanted.kind) edited = withParam(edited, 'CUTYPE', wordFor(kinds, wanted.kind));
  return edited;
};

export const readOrganizer = (of: Component): Organizer => {
  const entry = lineOf(of, 'ORGANIZER');
  return entry ? { email: clip(addressOf(entry), 320), name: nameOf(entry) } : null;
};

export const writeOrganizer = (of: Component, wanted: Organizer): void => {
  const entry = lineOf(of, 'ORGANIZER');
  if (wanted === null) {
    setLines(of, 'ORGANIZER', []);
    return;
  }
  const same = entry !== undefined && addressOf(entry) === wanted.email;
  const base = same ? entry : line('ORGANIZER', addressUri(wanted.email), [silent]);
  setLines(of, 'ORGANIZER', [nameOf(base) === wanted.name ? base : withParam(base, 'CN', wanted.name)]);
};
