import { limits } from './limits.js';

/** A place in an expression, for the person who wrote it. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export class ExpressionError extends Error {
  constructor(
    message: string,
    readonly position: Position | null,
  ) {
    super(message);
    this.name = 'ExpressionError';
  }
}

/** 1-based, as editors count. */
export const positionAt = (source: string, offset: number): Position => {
  const before = source.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
};

interface Node {
  readonly op: string;
  readonly args: unknown;
  readonly start?: number;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'op' in value && 'args' in value;

const loops = new Set(['map', 'filter', 'all', 'exists', 'exists_one']);

/** Calls that nobody may make, and why. */
const refused: Readonly<Record<string, string>> = {
  matches: 'regular expressions are not available; use contains, startsWith, endsWith, split or indexOf',
  bind: 'cel.bind is not available',
};

const isShortText = (argument: unknown): boolean =>
  isNode(argument) &&
  argument.op === 'value' &&
  typeof argument.args === 'string' &&
  argument.args.length <= limits.separator;

const argumentsOf = ({ args }: Node): unknown[] => {
  const last: unknown = Array.isArray(args) ? args.at(-1) : null;
  return Array.isArray(last) ? last : [];
};

const callOf = (node: Node): string | null => {
  const { op, args } = node;
  if ((op !== 'call' && op !== 'rcall') || !Array.isArray(args)) return null;
  return String(args[0]);
};

const problemOf = (node: Node, loopsAround: number): string | null => {
  const name = callOf(node);
  if (name === null) return null;
  if (Object.hasOwn(refused, name)) return refused[name] ?? null;
  if (loops.has(name) && loopsAround >= limits.nestedLoops)
    return `no more than ${limits.nestedLoops} loops (map, filter, all, exists) inside of each other`;
  const [separator] = argumentsOf(node);
  // A long separator times many members is how a small expression makes a huge text.
  if (name === 'join' && separator !== undefined && !isShortText(separator))
    return `join takes a quoted text of at most ${limits.separator} characters`;
  return null;
};

const childrenOf = (value: unknown): unknown[] => {
  if (Array.isArray(value)) return value;
  return isNode(value) ? [value.args] : [];
};

/** Refuses what the grammar allows and we do not. The library bounds nodes and depth, so this recursion is bounded. */
export const requireAllowed = (source: string, tree: unknown, loopsAround = 0): void => {
  const problem = isNode(tree) ? problemOf(tree, loopsAround) : null;
  if (problem !== null && isNode(tree))
    throw new ExpressionError(problem, positionAt(source, tree.start ?? 0));
  const isLoop = isNode(tree) && loops.has(callOf(tree) ?? '');
  for (const child of childrenOf(tree)) requireAllowed(source, child, loopsAround + (isLoop ? 1 : 0));
};
