import { Button, Group, Loader, Modal, Tabs } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { lazy, type ReactNode, Suspense } from 'react';
import { Link } from 'react-router';
import { useMay } from '../../api/organization.js';
import { useFilters, useTo } from '../../known/index.js';
import { Empty, Page, Rows } from '../../ui/index.js';
import { Monitor } from './monitor.js';
import { filterNames, queryOf, ReceiptFilterBar } from './receipt-filter-bar.js';
import { ReceiptRow } from './receipt-row.js';
import { useReceipts } from './use-receipts.js';

/** What is seen when it is asked for is loaded then. */
const IgnoredKinds = lazy(async () => ({ default: (await import('./ignored-kinds.js')).IgnoredKinds }));
const ReplayRange = lazy(async () => ({ default: (await import('./replay-range.js')).ReplayRange }));

export const Component = () => {
  const [{ tab = 'list' }, set] = useFilters(['tab']);
  const [isReplaying, replaying] = useDisclosure();
  const mayReplay = useMay('admin');
  return (
    <Page
      title="Webhooks received"
      description="What providers tell the hub. Each is checked, stored and answered at once, and acted upon afterwards."
      actions={
        mayReplay && (
          <Button variant="default" onClick={replaying.open}>
            Process a range again
          </Button>
        )
      }
    >
      <Monitor />
      <Lists tab={tab} onTab={value => set('tab', value === 'list' ? null : value)} />
      <Modal opened={isReplaying} onClose={replaying.close} title="Process a range again">
        <Loaded>
          <ReplayRange onClose={replaying.close} />
        </Loaded>
      </Modal>
    </Page>
  );
};

interface ListsProps {
  readonly tab: string;
  readonly onTab: (tab: string | null) => void;
}

const Lists = ({ tab, onTab }: ListsProps) => (
  <Tabs value={tab} onChange={onTab} keepMounted={false}>
    <Tabs.List mb="md">
      <Tabs.Tab value="list">Received</Tabs.Tab>
      <Tabs.Tab value="quarantine">Quarantine</Tabs.Tab>
      <Tabs.Tab value="ignored">Ignored kinds</Tabs.Tab>
    </Tabs.List>
    <Tabs.Panel value="list">
      <Received />
    </Tabs.Panel>
    <Tabs.Panel value="quarantine">
      <ReceiptList query={{ status: 'quarantined' }} empty={<NoQuarantine />} />
    </Tabs.Panel>
    <Tabs.Panel value="ignored">
      <Loaded>
        <IgnoredKinds />
      </Loaded>
    </Tabs.Panel>
  </Tabs>
);

const Loaded = ({ children }: { readonly children: ReactNode }) => (
  <Suspense fallback={<Loader aria-label="Loading" />}>{children}</Suspense>
);

const Received = () => {
  const [filters, setFilter] = useFilters(filterNames);
  const isFiltered = Object.keys(filters).length > 0;
  return (
    <>
      <ReceiptFilterBar filters={filters} onChange={setFilter} />
      <ReceiptList query={queryOf(filters)} empty={isFiltered ? <NoneFits /> : <NoReceipts />} />
    </>
  );
};

interface ReceiptListProps {
  readonly query: ReturnType<typeof queryOf>;
  readonly empty: ReactNode;
}

const ReceiptList = ({ query, empty }: ReceiptListProps) => {
  const receipts = useReceipts(query);
  return (
    <Rows
      label="Received webhooks"
      of={receipts}
      keyOf={({ id }) => id}
      height={64}
      row={receipt => <ReceiptRow receipt={receipt} />}
      empty={receipts.isPending ? <Loader aria-label="Loading" /> : empty}
    />
  );
};

const NoneFits = () => <Empty title="Nothing fits">No received webhook fits these filters.</Empty>;

const NoQuarantine = () => (
  <Empty title="The quarantine is empty">
    What cannot be checked because no secret is stored, or names an account that nobody connected, is kept
    here and never acted upon.
  </Empty>
);

const NoReceipts = () => {
  const to = useTo();
  return (
    <Empty
      title="Nothing received yet"
      action={
        <Group>
          <Button component={Link} to={to('providers')}>
            Look at the providers
          </Button>
        </Group>
      }
    >
      Providers that push tell the hub at once when something changes, so that a sync need not wait for its
      next turn. The guide of each provider says how to switch it on.
    </Empty>
  );
};
