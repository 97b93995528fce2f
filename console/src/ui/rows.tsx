import { Loader } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, type RefObject, useCallback, useEffect, useMemo, useRef } from 'react';
import { ProblemAlert } from './problem-alert.js';

export interface Paged<T> {
  readonly data: { readonly pages: readonly { readonly data: readonly T[] }[] } | undefined;
  readonly error: unknown;
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  fetchNextPage(): unknown;
  refetch(): unknown;
}

export interface RowsProps<T> {
  /** For screen readers: what is listed. */
  readonly label: string;
  /** Of `api.useInfiniteQuery(…)`. */
  readonly of: Paged<T>;
  readonly row: (item: T) => ReactNode;
  readonly keyOf: (item: T) => string;
  /** When there is nothing. */
  readonly empty: ReactNode;
  /** Height of one row before it is measured, in pixels. */
  readonly height?: number;
}

const overscan = 10;

/** However many rows: only those in view exist, and the next page is asked for as the end comes near. */
export const Rows = <T,>(props: RowsProps<T>) => {
  const { label, of, row, empty } = props;
  const viewport = useRef<HTMLDivElement>(null);
  const { items, rows } = useRows(props, viewport);
  if (of.data === undefined) {
    if (of.error) return <ProblemAlert error={of.error} onRetry={() => void of.refetch()} />;
    return <Loader aria-label="Loading" />;
  }
  if (items.length === 0) return empty;
  return (
    <>
      <div className="rows-viewport" ref={viewport} tabIndex={0} role="region" aria-label={label}>
        <div role="list" style={{ height: rows.getTotalSize(), position: 'relative' }}>
          {rows.getVirtualItems().map(({ key, index, start }) => (
            <div
              key={key}
              role="listitem"
              aria-setsize={of.hasNextPage ? -1 : items.length}
              aria-posinset={index + 1}
              data-index={index}
              ref={rows.measureElement}
              style={{ position: 'absolute', insetInline: 0, transform: `translateY(${start}px)` }}
            >
              {row(items[index] as T)}
            </div>
          ))}
        </div>
      </div>
      {of.error !== null && of.error !== undefined && (
        <ProblemAlert error={of.error} onRetry={() => void of.fetchNextPage()} />
      )}
    </>
  );
};

/** What the virtualizer is given changes with the data alone: else it would measure all rows anew at each scroll. */
const useRows = <T,>(
  { of, keyOf, height = 56 }: RowsProps<T>,
  viewport: RefObject<HTMLDivElement | null>,
) => {
  const items = useMemo(() => of.data?.pages.flatMap(page => page.data) ?? [], [of.data]);
  const keys = useMemo(() => items.map(keyOf), [items]);
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => viewport.current,
    estimateSize: useCallback(() => height, [height]),
    overscan,
    getItemKey: useCallback((index: number) => keys[index] ?? index, [keys]),
  });
  const last = rows.getVirtualItems().at(-1)?.index ?? -1;
  const isWanted = last >= items.length - overscan && of.hasNextPage && !of.isFetchingNextPage && !of.error;
  useEffect(() => {
    if (isWanted) void of.fetchNextPage();
  }, [isWanted, items.length]);
  return { items, rows };
};
