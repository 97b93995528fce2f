import { useSearchParams } from 'react-router';

/** Filters of a list, kept in the address so that it can be shared and gone back to. Empty ones are absent. */
export const useFilters = <Name extends string>(
  names: readonly Name[],
): readonly [Readonly<Partial<Record<Name, string>>>, (name: Name, value: string | null) => void] => {
  const [search, setSearch] = useSearchParams();
  const present = names.flatMap(name => {
    const value = search.get(name);
    return value === null || value === '' ? [] : [[name, value] as const];
  });
  const set = (name: Name, value: string | null) => {
    setSearch(
      before => {
        const next = new URLSearchParams(before);
        if (value === null || value === '') next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  };
  return [Object.fromEntries(present) as Partial<Record<Name, string>>, set];
};
