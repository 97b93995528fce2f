import type { GoogleEvent } from '../google-calendar.types.js';

/**
 * Google has no place for categories and a link of one's own. They are kept in private extended properties, which
 * only this calendar's copy of the event shows; without them an edit at Google would seem to have removed both.
 * A value may have 1,024 characters: https://developers.google.com/workspace/calendar/api/guides/extended-properties
 */
const names = { categories: 'causewayCategories', url: 'causewayUrl' } as const;
const mostCharacters = 1_024;

const property = (event: GoogleEvent, name: string): string | undefined =>
  event.extendedProperties?.private?.[name] ?? undefined;

export const readUrl = (event: GoogleEvent): string | null => property(event, names.url) ?? null;

export const readCategories = (event: GoogleEvent): string[] => {
  const text = property(event, names.categories);
  if (text === undefined) return [];
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.filter(member => typeof member === 'string') : [];
  } catch {
    // Somebody else wrote into our property; what it says is no list of ours.
    return [];
  }
};

const orNull = (text: string | null): string | null =>
  text !== null && text.length <= mostCharacters ? text : null;

export const writeUrl = (url: string | null): Record<string, string | null> => ({ [names.url]: orNull(url) });

/** As many categories as fit: the list is cut at its end, never in the middle of a name. */
export const writeCategories = (categories: readonly string[]): Record<string, string | null> => {
  const fitting = [...categories];
  while (fitting.length > 0 && JSON.stringify(fitting).length > mostCharacters) fitting.pop();
  return { [names.categories]: fitting.length === 0 ? null : JSON.stringify(fitting) };
};
