import Table from 'cli-table3';
import { styled } from './output.js';

type Cell = string | number | null | undefined;

/** No rules to draw: columns with two spaces between, as `ls` and `docker` have it, so that `awk` understands it too. */
const plain = Object.fromEntries(
  [
    ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
    ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'],
  ].map(name => [name, '']),
);

/** Rows under headings; columns named in `right` are numbers. */
export const tableOf = (
  headings: readonly string[],
  rows: readonly (readonly Cell[])[],
  right: readonly string[] = [],
): string => {
  const table = new Table({
    head: headings.map(heading => styled('bold', heading)),
    chars: { ...plain, middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colAligns: headings.map(heading => (right.includes(heading) ? 'right' : 'left')),
  });
  table.push(...rows.map(row => row.map(cell => String(cell ?? '-'))));
  return table
    .toString()
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n');
};

/** Names and values of one thing, below each other. */
export const factsOf = (facts: Readonly<Record<string, Cell>>): string => {
  const width = Math.max(...Object.keys(facts).map(name => name.length));
  return Object.entries(facts)
    .map(([name, value]) => `${styled('dim', name.padEnd(width))}  ${String(value ?? '-')}`)
    .join('\n');
};
