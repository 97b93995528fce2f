import type { Argument, Operation, Selection } from './parse.js';

export type Variables = Readonly<Record<string, unknown>>;
type Args = Readonly<Record<string, unknown>>;

/** An object of the graph: what a field of it is, or how it follows from the field's arguments. */
export interface GraphNode {
  readonly [field: string]: unknown;
}
export type Resolver = (args: Args) => unknown;

/** A document that the schema does not allow. */
export class InvalidDocument extends Error {}

const isNode = (value: unknown): value is GraphNode => typeof value === 'object' && value !== null;

export const valueOf = (argument: Argument, variables: Variables): unknown => {
  if (argument.kind === 'variable') return variables[argument.name] ?? null;
  return argument.kind === 'enum' ? argument.name : argument.value;
};

/** The answer's data: only what was selected, under the names that were asked for. */
export const execute = (root: GraphNode, operation: Operation, variables: Variables): GraphNode =>
  project(root, operation.selection, variables);

const project = (node: GraphNode, selection: readonly Selection[], variables: Variables): GraphNode =>
  Object.fromEntries(
    selection.map(field => [field.alias, shown(field, resolved(node, field, variables), variables)]),
  );

const resolved = (node: GraphNode, field: Selection, variables: Variables): unknown => {
  if (!Object.hasOwn(node, field.name)) throw new InvalidDocument(`Cannot query field "${field.name}".`);
  const value = node[field.name];
  if (typeof value !== 'function') return value;
  const args = Object.entries(field.args).map(([name, argument]) => [name, valueOf(argument, variables)]);
  return (value as Resolver)(Object.fromEntries(args) as Args);
};

const shown = (field: Selection, value: unknown, variables: Variables): unknown => {
  if (Array.isArray(value)) return value.map(member => shown(field, member, variables));
  if (!isNode(value)) return value ?? null;
  if (field.selection.length === 0)
    throw new InvalidDocument(`Field "${field.name}" must have a selection of subfields.`);
  return project(value, field.selection, variables);
};
