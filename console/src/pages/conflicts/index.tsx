import { Button, Group, Loader, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { Link } from 'react-router';
import { useMay } from '../../api/organization.js';
import { useFilters, useTo } from '../../known/index.js';
import { Empty, Page, Rows } from '../../ui/index.js';
import { ConflictFilterBar, filterNames, queryOf } from './conflict-filter-bar.js';
import { ConflictRow } from './conflict-row.js';
import { ResolveMany } from './resolve-many.js';
import { useConflicts } from './use-conflicts.js';

const useChosen = () => {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  return { chosen, toggle, clear: () => setChosen(new Set()) };
};

export const Component = () => {
  const [filters, setFilter] = useFilters(filterNames);
  const { chosen, toggle, clear } = useChosen();
  const [isResolving, resolving] = useDisclosure();
  const query = queryOf(filters);
  const mayDecide = useMay('member') && query.status === 'open';
  const close = () => {
    resolving.close();
    clear();
  };
  const conflicts = useConflicts(query);
  return (
    <Page
      title="Conflicts"
      description="Fields that were changed on both sides. Each side keeps its own until somebody decides."
      actions={
        mayDecide && (
          <Button
            variant="default"
            onClick={resolving.open}
            disabled={conflicts.data?.pages[0]?.data.length === 0}
          >
            {chosen.size > 0 ? `Decide ${chosen.size} selected` : 'Decide many'}
          </Button>
        )
      }
    >
      <ConflictFilterBar filters={filters} onChange={setFilter} />
      <ConflictList
        conflicts={conflicts}
        chosen={chosen}
        onToggle={mayDecide ? toggle : null}
        isFiltered={Object.keys(filters).length > 0}
      />
      <Modal opened={isResolving} onClose={resolving.close} title="Decide many conflicts" size="lg">
        <ResolveMany ids={[...chosen]} filter={query} onClose={close} />
      </Modal>
    </Page>
  );
};

interface ConflictListProps {
  readonly conflicts: ReturnType<typeof useConflicts>;
  readonly chosen: ReadonlySet<string>;
  /** Null when nothing can be decided. */
  readonly onToggle: ((id: string) => void) | null;
  readonly isFiltered: boolean;
}

const ConflictList = ({ conflicts, chosen, onToggle, isFiltered }: ConflictListProps) => (
  <Rows
    label="Conflicts"
    of={conflicts}
    keyOf={({ id }) => id}
    height={84}
    row={conflict => (
      <ConflictRow
        conflict={conflict}
        isChosen={chosen.has(conflict.id)}
        onChoose={onToggle && (() => onToggle(conflict.id))}
      />
    )}
    empty={conflicts.isPending ? <Loader aria-label="Loading" /> : <NoConflicts isFiltered={isFiltered} />}
  />
);

const NoConflicts = ({ isFiltered }: { readonly isFiltered: boolean }) => {
  const to = useTo();
  if (isFiltered) return <Empty title="Nothing fits">No conflict fits these filters.</Empty>;
  return (
    <Empty
      title="Nothing to decide"
      action={
        <Group>
          <Button component={Link} to={to('syncs')} variant="default">
            Look at the syncs
          </Button>
        </Group>
      }
    >
      When the same field of a record is changed here and at the provider between two runs, and the policy of
      the sync is that a person decides, the conflict waits here. Nothing is lost meanwhile.
    </Empty>
  );
};
