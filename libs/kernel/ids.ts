import { v7 } from 'uuid';

/** UUIDv7 (RFC 9562): unique, and ordered by creation so that indexes stay dense. */
export const newId = (): string => v7();

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
export const isId = (value: unknown): value is string => typeof value === 'string' && uuid.test(value);
