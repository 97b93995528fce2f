/** Edits between two words (Levenshtein, with swapped neighbours as one). */
export const distance = (a: string, b: string): number => {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const next = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      next[column] = Math.min(
        at(last, column) + 1,
        at(next, column - 1) + 1,
        at(last, column - 1) + same,
        swapped ? at(before, column - 2) + 1 : Infinity,
      );
    }
    before = last;
    last = next;
  }
  return at(last, b.length);
};

const at = (row: readonly number[], column: number): number => row[column] ?? Infinity;

/** What somebody probably meant: at most a third of the letters differ. */
export const nearest = (word: string, names: readonly string[]): string | undefined => {
  const wanted = word.toLowerCase();
  const ranked = names
    .map(name => ({ name, edits: distance(wanted, name.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits);
  const [best] = ranked;
  if (best && best.edits <= Math.max(1, Math.floor(wanted.length / 3))) return best.name;
  return names.find(name => wanted.length > 2 && name.toLowerCase().includes(wanted));
};

/** The things a word fits: its id or name exactly, else those that begin with it. */
export const fitting = <T>(
  word: string,
  things: readonly T[],
  names: (thing: T) => readonly string[],
): T[] => {
  const wanted = word.toLowerCase();
  const exact = things.filter(thing => names(thing).some(name => name.toLowerCase() === wanted));
  if (exact.length > 0) return exact;
  return things.filter(thing => names(thing).some(name => name.toLowerCase().startsWith(wanted)));
};
