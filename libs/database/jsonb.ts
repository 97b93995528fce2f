/**
 * JSON that PostgreSQL's jsonb takes: it knows neither NUL nor half of a surrogate pair (both become U+FFFD).
 * JSON.stringify escapes exactly these two, so they can be told from a backslash that is part of the text.
 */
export const toJsonb = (value: unknown): string => {
  const json = JSON.stringify(value);
  return json.includes('\\u') ? clean(json) : json;
};

const clean = (json: string): string =>
  json.replace(/(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g, '$1\ufffd');
