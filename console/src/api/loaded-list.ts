interface Item {
  readonly id: string;
}

interface ListPage<T> {
  readonly data: readonly T[];
  readonly nextCursor: string | null;
}

/** What was loaded of a list, as an infinite query keeps it. */
export interface LoadedList<P> {
  readonly pages: readonly P[];
  readonly pageParams: readonly unknown[];
}

/** Of a list with the newest first: its first page anew, and what was loaded beyond it as it was. */
export const withNewest = <T extends Item, P extends ListPage<T>>(
  loaded: LoadedList<P>,
  fresh: P,
): LoadedList<P> => {
  const oldest = fresh.data.at(-1)?.id;
  const isOlder = ({ id }: T): boolean => oldest !== undefined && id < oldest;
  const [first, ...others] = loaded.pages;
  const isJoined = loaded.pages.some(({ data }) => data.some(item => !isOlder(item)));
  // More came than a page holds, or nothing is beyond the page: what follows is asked for when it is scrolled to.
  if (first === undefined || fresh.nextCursor === null || !isJoined)
    return { pages: [fresh], pageParams: loaded.pageParams.slice(0, 1) };
  const beyond = others.map(page => ({ ...page, data: page.data.filter(isOlder) }));
  const joined = { ...first, data: [...fresh.data, ...first.data.filter(isOlder)] };
  return { ...loaded, pages: [joined, ...beyond] };
};

/** Of a list with the oldest first: its last page anew, where new items come. */
export const withLastPage = <P>(loaded: LoadedList<P>, fresh: P): LoadedList<P> => ({
  ...loaded,
  pages: [...loaded.pages.slice(0, -1), fresh],
});

export const without = <T extends Item, P extends ListPage<T>>(
  loaded: LoadedList<P>,
  gone: ReadonlySet<string>,
): LoadedList<P> => ({
  ...loaded,
  pages: loaded.pages.map(page => ({ ...page, data: page.data.filter(({ id }) => !gone.has(id)) })),
});
