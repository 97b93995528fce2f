import type { GraphNode } from './execute.js';

type Filter = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Filter => typeof value === 'object' && value !== null;

/** Times compare as times, whatever form they are written in. */
const comparable = (value: unknown): unknown =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(value) ? Date.parse(value) : value;

const comparators: Readonly<Record<string, (value: unknown, wanted: unknown) => boolean>> = {
  eq: (value, wanted) => comparable(value) === comparable(wanted),
  in: (value, wanted) => Array.isArray(wanted) && wanted.includes(value),
  gte: (value, wanted) => Number(comparable(value)) >= Number(comparable(wanted)),
  eqIgnoreCase: (value, wanted) => String(value).toLowerCase() === String(wanted).toLowerCase(),
  null: (value, wanted) => (value === null || value === undefined) === wanted,
};

const nothing: GraphNode = {};

/** Linear's filters as far as they are used: https://linear.app/developers/filtering */
export const matches = (node: GraphNode, filter: Filter): boolean =>
  Object.entries(filter).every(([name, wanted]) => {
    if (name === 'and') return (wanted as Filter[]).every(part => matches(node, part));
    if (name === 'or') return (wanted as Filter[]).some(part => matches(node, part));
    return isObject(wanted) && compares(node[name], wanted);
  });

const compares = (value: unknown, wanted: Filter): boolean =>
  Object.entries(wanted).every(([name, operand]) => {
    const comparator = comparators[name];
    if (comparator) return comparator(value, operand);
    return matches((value ?? nothing) as GraphNode, { [name]: operand });
  });
