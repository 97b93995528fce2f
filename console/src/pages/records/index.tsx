import { Button, Modal, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type UIEvent, useRef, useState } from 'react';
import { useMay } from '../../api/organization.js';
import { useFilters } from '../../known/index.js';
import { Page } from '../../ui/index.js';
import { BulkBar } from './bulk-bar.js';
import { CreateRecord } from './create-record.js';
import { RecordsChanged } from './records-changed.js';
import { type FilterName, filterNames, filtersOf, RecordFilterBar } from './record-filter-bar.js';
import { RecordList } from './record-list.js';
import { type Selection, useRecordRows } from './use-record-rows.js';

/** The list begins with the newest, so whoever scrolled away from its top would see it move under them. */
const useTop = () => {
  const around = useRef<HTMLDivElement>(null);
  const [isAtTop, setIsAtTop] = useState(true);
  const onScrollCapture = ({ target }: UIEvent) => setIsAtTop((target as Element).scrollTop < 1);
  const goToTop = () => {
    around.current?.querySelector('.rows-viewport')?.scrollTo({ top: 0 });
    setIsAtTop(true);
  };
  return { isAtTop, goToTop, listens: { ref: around, onScrollCapture } };
};

const useChosen = () => {
  const [filters, setFilter] = useFilters(filterNames);
  const [selection, setSelection] = useState<Selection>(new Map());
  const choose = (name: FilterName, value: string | null) => {
    setSelection(new Map());
    setFilter(name, value);
    if (name === 'model') setFilter('syncId', null);
  };
  return { filters, choose, selection, setSelection };
};

export const Component = () => {
  const { filters, choose, selection, setSelection } = useChosen();
  const [isCreating, creating] = useDisclosure();
  const mayWrite = useMay('member');
  const wanted = filtersOf(filters);
  const { rows, startAgain } = useRecordRows(wanted);
  const { isAtTop, goToTop, listens } = useTop();
  const refresh = () => {
    goToTop();
    startAgain();
  };
  const again = () => {
    setSelection(new Map());
    void rows.refetch();
  };
  return (
    <Page
      title="Records"
      description="Events, tasks, files and people of all syncs. What changed last comes first."
      actions={mayWrite && <Button onClick={creating.open}>Create a record</Button>}
    >
      <RecordFilterBar filters={filters} onChange={choose} />
      <RecordsChanged canFollow={isAtTop && selection.size === 0} onRefresh={refresh} />
      {mayWrite && (
        <BulkBar filters={wanted} selection={selection} onSelect={setSelection} onDone={again} rows={rows} />
      )}
      <Stack gap="xs" {...listens}>
        <RecordList
          rows={rows}
          filters={wanted}
          selection={selection}
          onSelect={mayWrite ? setSelection : null}
        />
      </Stack>
      <Modal opened={isCreating} onClose={creating.close} title="Create a record" size="lg">
        <CreateRecord onClose={creating.close} />
      </Modal>
    </Page>
  );
};
