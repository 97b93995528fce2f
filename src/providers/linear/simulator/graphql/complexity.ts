import { valueOf, type Variables } from './execute.js';
import type { Operation, Selection } from './parse.js';

const defaultPage = 50;

/**
 * A tenth of a point for a property, a point for an object, and a list multiplies what is in it by the size of its page:
 * https://linear.app/developers/rate-limiting
 */
export const complexityOf = ({ selection }: Operation, variables: Variables): number =>
  Math.ceil(costOf(selection, variables));

const costOf = (selection: readonly Selection[], variables: Variables): number =>
  selection.reduce((sum, field) => sum + fieldCost(field, variables), 0);

const fieldCost = (field: Selection, variables: Variables): number => {
  const { selection, args } = field;
  if (selection.length === 0) return 0.1;
  const isList = selection.some(({ name }) => name === 'nodes');
  const first = args['first'] && valueOf(args['first'], variables);
  const size = typeof first === 'number' ? first : defaultPage;
  return (isList ? size : 1) * (1 + costOf(selection, variables));
};
