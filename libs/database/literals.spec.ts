import { describe, expect, it } from '@jest/globals';
import { PostgreSqlPlatform } from '@mikro-orm/postgresql';
import fc from 'fast-check';
import { literal } from './literals.js';

describe('a text as a literal', () => {
  it('is what the ORM would write', () => {
    const platform = new PostgreSqlPlatform();
    const unit = fc.oneof(
      fc.constantFrom("'", '\\', 'E', '"', '$', '&', '\n'),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(fc.property(fc.string({ unit }), text => literal(text) === platform.escape(text)));
    expect(literal("it's C:\\x")).toBe(" E'it''s C:\\\\x'");
  });
});
