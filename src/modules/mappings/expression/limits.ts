/** What an expression may be and do. Organizations write them; they run in the process that holds everybody's data. */
export const limits = {
  /** Characters of an expression. */
  expression: 2_000,
  nodes: 200,
  depth: 20,
  literalElements: 64,
  /** `map`, `filter` and the like inside of each other. */
  nestedLoops: 2,
  /** Characters of a `join` separator. */
  separator: 100,
  /** Characters of a payload that expressions get to see as `remote`. */
  payload: 256 * 1024,
  inputDepth: 64,
  /** A result: members of all its lists and objects, its depth, and its characters in all. */
  resultMembers: 5_000,
  resultDepth: 16,
  resultCharacters: 100_000,
  /**
   * For all expressions of one record together; they take well under 1 ms. Time on the wall: with 50, records failed on a
   * machine at a load of 20, because their process did not get its turn.
   */
  recordMs: 250,
  /** For a page of records; beyond it each is tried alone. */
  pageMs: 1_000,
} as const;
