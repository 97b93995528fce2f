import type { z } from 'zod';

type Issue = z.core.$ZodRawIssue;
type Bound = z.core.$ZodRawIssue<z.core.$ZodIssueTooBig> | z.core.$ZodRawIssue<z.core.$ZodIssueTooSmall>;

const types: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

const formats: Readonly<Record<string, string>> = {
  email: 'an e-mail address such as ada@example.com',
  uuid: 'an id, a UUID',
  datetime: 'a time such as 2026-11-22T09:00:00Z',
  date: 'a day such as 2026-11-22',
  base64: 'base64',
};

const parts: Readonly<Record<string, string>> = { string: ' characters', array: ' entries', map: ' entries' };

const typeWords = ({ input, expected }: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidType>) => {
  const type = types[expected];
  if (input === undefined) return type === undefined ? 'is missing' : `is missing: expected ${type}`;
  return type && `expected ${type}`;
};

/** A pattern of protocols says which addresses will do: `/^(https|mailto)$/`, `/^https?$/`. */
const addressWords = (protocol: RegExp | undefined): string => {
  const named = /^\^\(?([\w?|]+)\)?\$$/.exec(protocol?.source ?? '')?.[1];
  if (named === undefined) return 'expected an address such as https://example.com';
  const names = named.replace('https?', 'http|https').split('|');
  const starts = names.map(name => (name === 'mailto' ? 'mailto:' : `${name}://`));
  return `expected an address that begins with ${starts.join(' or ')}`;
};

const formatWords = ({ format, inst }: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidStringFormat>) => {
  if (format === 'url') return addressWords((inst as z.core.$ZodURL | undefined)?._zod.def.protocol);
  const words = formats[format];
  return words && `expected ${words}`;
};

const boundWords = (issue: Bound): string | undefined => {
  if (issue.origin === 'date') return undefined;
  const unit = parts[issue.origin] ?? '';
  if (issue.code === 'too_small' && unit !== '' && issue.minimum === 1) return 'must not be empty';
  const [edge, inside, outside] =
    issue.code === 'too_big'
      ? [issue.maximum, 'at most', 'less than']
      : [issue.minimum, 'at least', 'more than'];
  const words = issue.inclusive === false ? outside : inside;
  return `expected ${words} ${edge}${unit}`;
};

/** What would be right, for whoever reads it under a field or in a log; undefined leaves the words to zod. */
export const issueWords = (issue: Issue): string | undefined => {
  // A query's `limit=abc` is no number by the time zod looks at it.
  if (issue.code === 'invalid_type')
    return Number.isNaN(issue.input) ? 'expected a number' : typeWords(issue);
  if (issue.code === 'invalid_format') return formatWords(issue);
  if (issue.code === 'too_big' || issue.code === 'too_small') return boundWords(issue);
  return undefined;
};
