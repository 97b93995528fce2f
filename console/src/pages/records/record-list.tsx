import { Button, Loader, Text } from '@mantine/core';
import { Link } from 'react-router';
import { modelName } from '../../fields/index.js';
import { useFilters, useSyncs, useTo } from '../../known/index.js';
import { Empty, fullTime, Rows, Status } from '../../ui/index.js';
import type { Selection } from './use-record-rows.js';
import classes from './record-list.module.css';
import { stateWords } from './record-filter-bar.js';
import type { RecordFilters, RecordRow, useRecordRows } from './use-record-rows.js';

export interface RecordListProps {
  readonly rows: ReturnType<typeof useRecordRows>['rows'];
  readonly filters: RecordFilters;
  readonly selection: Selection;
  /** Null when the person may not change anything. */
  readonly onSelect: ((selection: Selection) => void) | null;
}

export const RecordList = ({ rows, filters, selection, onSelect }: RecordListProps) => {
  const syncs = useSyncs().data?.data ?? [];
  const nameOf = new Map(syncs.map(({ id, name }) => [id, name]));
  const toggle = (row: RecordRow) => {
    const next = new Map(selection);
    if (!next.delete(row.id)) next.set(row.id, row);
    onSelect?.(next);
  };
  return (
    <>
      <Rows
        label="Records"
        of={rows}
        keyOf={row => row.id}
        height={62}
        row={row => (
          <Line
            row={row}
            from={nameOf.get(row.syncId) ?? 'A sync'}
            isChosen={selection.has(row.id)}
            onChoose={onSelect && !row.isDeleted ? () => toggle(row) : null}
          />
        )}
        empty={rows.hasNextPage ? <Loader aria-label="Loading" /> : <Nothing filters={filters} />}
      />
      {filters.search !== undefined && <Progress of={rows} />}
    </>
  );
};

interface LineProps {
  readonly row: RecordRow;
  readonly from: string;
  readonly isChosen: boolean;
  readonly onChoose: (() => void) | null;
}

/** Plain elements: while somebody scrolls, a dozen of these are made in each frame. */
const Line = ({ row, from, isChosen, onChoose }: LineProps) => {
  const to = useTo();
  return (
    <div className={classes['line']}>
      {onChoose && (
        <input type="checkbox" aria-label={`Select ${row.title}`} checked={isChosen} onChange={onChoose} />
      )}
      <Link className="row" to={to(`records/${row.id}`)}>
        <span className={classes['words']}>
          <span className={row.isDeleted ? classes['gone'] : classes['title']}>{row.title}</span>
          <span className={classes['about']}>
            {modelName(row.model)} · {from} · changed {fullTime(row.updatedAt)}
          </span>
        </span>
        <RowState row={row} />
      </Link>
    </div>
  );
};

const RowState = ({ row }: { readonly row: RecordRow }) => {
  if (row.isDeleted) return <Status of="deleted" tone="quiet" />;
  if (row.isRefused) return <Status of="refused" />;
  if (row.state === 'clean') return null;
  return <Status of={stateWords[row.state]} tone={row.state === 'dirty' ? 'busy' : 'warning'} />;
};

const foundWords = (count: number): string => {
  if (count === 0) return '';
  return count === 1 ? 'One record found.' : `${count} records found.`;
};

/** A search looks further back while its first results are there to be used. */
const Progress = ({
  of: { data, hasNextPage, isFetchingNextPage },
}: {
  readonly of: RecordListProps['rows'];
}) => {
  const count = data?.pages.reduce((sum, page) => sum + page.data.length, 0) ?? 0;
  const done = hasNextPage ? '' : foundWords(count);
  return (
    <Text size="sm" c="dimmed" role="status">
      {isFetchingNextPage ? 'Looking further back…' : done}
    </Text>
  );
};

const Nothing = ({ filters }: { readonly filters: RecordFilters }) => {
  const to = useTo();
  if (filters.search !== undefined) return <NotFound filters={filters} search={filters.search} />;
  if (Object.keys(filters).length > 0)
    return <Empty title="Nothing fits">No record fits these filters. Take one away to see more.</Empty>;
  return (
    <Empty
      title="No records yet"
      action={
        <Button component={Link} to={to('syncs/new')}>
          Make a sync
        </Button>
      }
    >
      Records are what a sync brings: events of a calendar, tasks of a list, files of a drive. Make a sync and
      they appear here, in one form whatever the provider.
    </Empty>
  );
};

const NotFound = ({ filters, search }: { readonly filters: RecordFilters; readonly search: string }) => {
  const [, set] = useFilters(['search']);
  const isFiltered = Object.keys(filters).length > 1;
  return (
    <Empty
      title={`Nothing found for “${search}”`}
      action={
        <Button variant="default" onClick={() => set('search', null)}>
          Clear the search
        </Button>
      }
    >
      A search looks for parts of words in titles, names, places, e-mail addresses and the beginnings of
      descriptions; every word has to be there. Sensitive fields and fields of your own are not searched.
      {isFiltered && ' The filters above narrow it further: take one away to see more.'}
    </Empty>
  );
};
