import type { Fields } from '#unified-models';
import type { Value } from './expression/index.js';

export interface Finding {
  readonly path: string;
  readonly detail: string;
}

/** With errors a mapping is refused; with warnings it is taken, and they are told. */
export interface Verdict {
  readonly errors: readonly Finding[];
  readonly warnings: readonly string[];
}

/** What a rule is tried on: a stored object, or one made up from the schema, whose payload nobody knows. */
export interface Sample {
  readonly fields: Fields;
  readonly remote: Value;
}
