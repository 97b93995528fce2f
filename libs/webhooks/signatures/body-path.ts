/** `undefined` when the bytes are no JSON; JSON itself has no `undefined`. */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Every match of a path, `*` being every member of a list. A branch that ends early counts as a match that is
 * `undefined`, so that "all of them must be right" cannot be passed by leaving one out.
 */
export function atPath(value: unknown, path: readonly string[]): unknown[] {
  let found: unknown[] = [value];
  for (const step of path)
    found = found.flatMap(each => (step === '*' ? members(each) : [member(each, step)]));
  return found;
}

export const textAt = (value: unknown, path: readonly string[]): string | undefined => {
  const [found, ...more] = atPath(value, path);
  return typeof found === 'string' && more.length === 0 ? found : undefined;
};

const members = (value: unknown): unknown[] => (Array.isArray(value) ? value : [undefined]);

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
