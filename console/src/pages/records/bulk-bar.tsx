import { Button, Group, Modal, Paper, Progress, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { useOrganization } from '../../api/organization.js';
import type { Fields } from '../../fields/index.js';
import { ask, complain } from '../../ui/index.js';
import { type BulkDeed, type BulkOutcome, countMatching, doMatching, doSelected } from './bulk.js';
import { BulkResults } from './bulk-results.js';
import { ChangeForm } from './change-form.js';
import type { Selection } from './use-record-rows.js';
import type { RecordFilters, useRecordRows } from './use-record-rows.js';

export interface BulkBarProps {
  readonly filters: RecordFilters;
  readonly selection: Selection;
  readonly onSelect: (selection: Selection) => void;
  readonly onDone: () => void;
  readonly rows: ReturnType<typeof useRecordRows>['rows'];
}

const verbs: Readonly<Record<BulkDeed['action'], string>> = {
  complete: 'Complete',
  change: 'Change',
  delete: 'Delete',
};
const afterwards: Readonly<Record<BulkDeed['action'], string>> = {
  complete: 'They are marked as done, at the provider too.',
  change: 'The change goes out to the provider too.',
  delete: 'They are deleted at the provider too.',
};

const useBulk = ({ filters, selection, onDone }: BulkBarProps) => {
  const { id } = useOrganization();
  const [progress, setProgress] = useState<number | null>(null);
  const [outcome, setOutcome] = useState<BulkOutcome | null>(null);
  const report = (done: number, of: number) => setProgress(of === 0 ? 100 : (100 * done) / of);
  const selected = async (deed: BulkDeed) => {
    const rows = [...selection.values()];
    const isSure = await sure(deed, rows.length);
    if (!isSure) return null;
    report(0, 1);
    return doSelected(id, deed, rows, report);
  };
  const matching = async (deed: BulkDeed) => {
    const { matched, needsConfirm } = await countMatching(id, deed, filters);
    const isSure = await sure(deed, matched);
    if (!isSure) return null;
    report(0, 1);
    return doMatching(id, { deed, filters, confirm: needsConfirm, total: matched }, report);
  };
  const run = async (deed: BulkDeed) => {
    try {
      const done = await (selection.size > 0 ? selected(deed) : matching(deed));
      if (done === null) return;
      setOutcome(done);
      onDone();
    } catch (error) {
      complain(error);
    } finally {
      setProgress(null);
    }
  };
  const start = (deed: BulkDeed): void => void run(deed);
  return { start, progress, outcome, forget: () => setOutcome(null) };
};

const sure = (deed: BulkDeed, count: number): Promise<boolean> =>
  ask({
    title: `${verbs[deed.action]} ${count} ${count === 1 ? 'record' : 'records'}?`,
    text: `${afterwards[deed.action]} Each is answered for itself: one that is refused does not stop the others.`,
    yes: verbs[deed.action],
    isDangerous: deed.action === 'delete',
  });

/** The one kind that all of them are, when they are. */
const modelOf = ({ filters, selection }: BulkBarProps): string | null => {
  const models = new Set([...selection.values()].map(({ model }) => model));
  const [only] = models;
  if (selection.size === 0) return filters.model ?? null;
  return models.size === 1 ? (only ?? null) : null;
};

const allLoaded = (rows: BulkBarProps['rows']): Selection => {
  const loaded = rows.data?.pages.flatMap(page => page.data) ?? [];
  return new Map(loaded.filter(row => !row.isDeleted).map(row => [row.id, row]));
};

const scopeWords = ({ selection, filters }: BulkBarProps, isUseless: boolean): string => {
  if (selection.size > 0) return `${selection.size} selected`;
  if (filters.search !== undefined) return 'Select records to change what was found.';
  return isUseless
    ? 'Select records, or filter by kind or sync, to change many at once.'
    : 'All that fit the filters';
};

/** What can be done with many records at once: with those selected, or with all that fit the filters. */
export const BulkBar = (props: BulkBarProps) => {
  const { filters, selection, onSelect, rows } = props;
  const bulk = useBulk(props);
  const [isChanging, changing] = useDisclosure();
  const model = modelOf(props);
  const isWholeFilter = selection.size === 0;
  const change = (fields: Fields) => {
    changing.close();
    bulk.start({ action: 'change', fields });
  };
  // What is done to all that fit does not know the search: it would do more than what is seen.
  const isUseless =
    isWholeFilter &&
    (filters.search !== undefined || (filters.syncId === undefined && filters.model === undefined));
  return (
    <Paper withBorder p="xs">
      <Group gap="xs">
        <Text size="sm" role="status" mr="auto">
          {scopeWords(props, isUseless)}
        </Text>
        <Button size="xs" variant="subtle" onClick={() => onSelect(allLoaded(rows))}>
          Select all loaded
        </Button>
        {!isWholeFilter && (
          <Button size="xs" variant="subtle" onClick={() => onSelect(new Map())}>
            Select none
          </Button>
        )}
        {!isUseless && <Deeds {...{ model, isWholeFilter }} onChange={changing.open} onDeed={bulk.start} />}
      </Group>
      {bulk.progress !== null && <Progress value={bulk.progress} mt="xs" aria-label="Progress" animated />}
      <Modal opened={isChanging} onClose={changing.close} title="Change a field of many records">
        {model !== null && <ChangeForm model={model} onChange={change} />}
      </Modal>
      <BulkResults outcome={bulk.outcome} onClose={bulk.forget} />
    </Paper>
  );
};

interface DeedsProps {
  readonly model: string | null;
  readonly isWholeFilter: boolean;
  readonly onChange: () => void;
  readonly onDeed: (deed: BulkDeed) => void;
}

const Deeds = ({ model, isWholeFilter, onChange, onDeed }: DeedsProps) => {
  const all = isWholeFilter ? ' all' : '';
  return (
    <Group gap="xs">
      {model === 'task' && (
        <Button size="xs" variant="default" onClick={() => onDeed({ action: 'complete' })}>
          Complete{all}
        </Button>
      )}
      {model !== null && (
        <Button size="xs" variant="default" onClick={onChange}>
          Change{all}
        </Button>
      )}
      <Button
        size="xs"
        variant="default"
        c="var(--mantine-color-error)"
        onClick={() => onDeed({ action: 'delete' })}
      >
        Delete{all}
      </Button>
    </Group>
  );
};
