interface Node {
  readonly op: string;
  readonly args: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'op' in value && 'args' in value;

/** `fields.name` or `fields.?name`; null for anything else. */
const memberOf = ({ op, args }: Node): string | null => {
  if ((op !== '.' && op !== '.?') || !Array.isArray(args)) return null;
  const [object, name] = args as [unknown, unknown];
  return isNode(object) && object.op === 'id' && object.args === 'fields' ? String(name) : null;
};

/**
 * Which of the adapter's fields an expression reads, from its syntax tree. `everything` when that cannot be told: it looks
 * into the vendor's payload, or at the fields as a whole.
 */
export const readsOf = (tree: unknown): ReadonlySet<string> | 'everything' => {
  if (Array.isArray(tree)) return union(tree.map(readsOf));
  if (!isNode(tree)) return new Set();
  const member = memberOf(tree);
  if (member !== null) return new Set([member]);
  if (tree.op === 'id') return tree.args === 'fields' || tree.args === 'remote' ? 'everything' : new Set();
  return readsOf(tree.args);
};

const union = (
  parts: readonly (ReadonlySet<string> | 'everything')[],
): ReadonlySet<string> | 'everything' => {
  const names = new Set<string>();
  for (const part of parts) {
    if (part === 'everything') return part;
    for (const name of part) names.add(name);
  }
  return names;
};
