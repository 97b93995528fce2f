import type { z } from 'zod';
import { ProviderError } from '#kernel';

/** A cursor of several parts as one text. */
export const writeCursor = (parts: object): string =>
  Buffer.from(JSON.stringify(parts)).toString('base64url');

/** Its parts again. Text that nobody here made is a cursor that nobody knows. */
export const readCursor = <T>(text: string, parts: z.ZodType<T>): T => {
  const read = parts.safeParse(parse(text));
  if (read.success) return read.data;
  throw new ProviderError('cursor_expired', 'The cursor is none that this provider issued.', {
    cause: read.error,
  });
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
};
