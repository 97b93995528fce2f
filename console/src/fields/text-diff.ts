export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

/** Beyond this the table of the comparison would be too large; then all lines are said to be others. */
const mostCells = 4_000_000;

/** Which lines are new and which are gone: the longest common subsequence of both. */
export const diffLines = (before: string, after: string): DiffLine[] => {
  const [left, right] = [before.split('\n'), after.split('\n')];
  if (left.length * right.length > mostCells) return [...marked(left, 'removed'), ...marked(right, 'added')];
  const lengths = commonLengths(left, right);
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < left.length && j < right.length) {
    const [a = '', b = ''] = [left[i], right[j]];
    if (a === b) {
      lines.push({ kind: 'same', text: a });
      i += 1;
      j += 1;
    } else if (cell(lengths, i + 1, j) >= cell(lengths, i, j + 1)) {
      lines.push({ kind: 'removed', text: a });
      i += 1;
    } else {
      lines.push({ kind: 'added', text: b });
      j += 1;
    }
  }
  return [...lines, ...marked(left.slice(i), 'removed'), ...marked(right.slice(j), 'added')];
};

const marked = (lines: readonly string[], kind: DiffLine['kind']): DiffLine[] =>
  lines.map(text => ({ kind, text }));

const cell = (rows: readonly Uint32Array[], i: number, j: number): number => rows[i]?.[j] ?? 0;

/** For each pair of places the length of what both have in common from there on. */
const commonLengths = (left: readonly string[], right: readonly string[]): readonly Uint32Array[] => {
  const rows = Array.from({ length: left.length + 1 }, () => new Uint32Array(right.length + 1));
  for (let i = left.length - 1; i >= 0; i -= 1) {
    for (let j = right.length - 1; j >= 0; j -= 1) {
      const row = rows[i];
      if (row === undefined) continue;
      row[j] =
        left[i] === right[j]
          ? cell(rows, i + 1, j + 1) + 1
          : Math.max(cell(rows, i + 1, j), cell(rows, i, j + 1));
    }
  }
  return rows;
};
