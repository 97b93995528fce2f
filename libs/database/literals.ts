import type { Configuration } from '@mikro-orm/core';
import { PostgreSqlDriver } from '@mikro-orm/postgresql';

/**
 * A text as a literal of PostgreSQL with standard_conforming_strings
 * (https://www.postgresql.org/docs/18/sql-syntax-lexical.html#SQL-SYNTAX-CONSTANTS).
 */
export const literal = (text: string): string => {
  const quoted = text.includes("'") ? text.replaceAll("'", "''") : text;
  return quoted.includes('\\') ? ` E'${quoted.replaceAll('\\', '\\\\')}'` : `'${quoted}'`;
};

/**
 * The ORM puts parameters into its statements as literals, and its own way builds them a character at a time: 22 bytes of
 * garbage for each, more than half of all that sending a webhook allocated.
 */
export class LiteralDriver extends PostgreSqlDriver {
  constructor(config: Configuration) {
    super(config);
    const platform = this.getPlatform();
    const escape = platform.escape.bind(platform);
    platform.escape = value => (typeof value === 'string' ? literal(value) : escape(value));
  }
}
