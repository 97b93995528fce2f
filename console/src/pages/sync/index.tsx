import { Loader, Stack, Tabs } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useParams, useSearchParams } from 'react-router';
import { useMay } from '../../api/organization.js';
import { directions, HeldRun, labelOf, RunPanel, type Sync, useSync } from '../../syncing/index.js';
import { Answer, Page } from '../../ui/index.js';
import { Actions } from './actions.js';
import { History } from './history.js';
import { Summary } from './summary.js';
import { Waiting } from './waiting.js';

/** What is behind the first tab is loaded when it is opened. */
const SettingsTab = lazy(async () => ({ default: (await import('./settings-tab.js')).SettingsTab }));
const DryRuns = lazy(async () => ({ default: (await import('./dry-runs.js')).DryRuns }));
const Drift = lazy(async () => ({ default: (await import('./drift.js')).Drift }));
const Undos = lazy(async () => ({ default: (await import('./undos.js')).Undos }));

const tabs = {
  history: { label: 'History', content: History },
  settings: { label: 'Settings', content: SettingsTab },
  'dry-runs': { label: 'Dry runs', content: DryRuns },
  drift: { label: 'Drift audits', content: Drift },
  undo: { label: 'Undo', content: Undos },
} as const;

type TabName = keyof typeof tabs;

const isTab = (name: string | null): name is TabName => name !== null && name in tabs;

const Details = ({ sync }: { readonly sync: Sync }) => {
  const [search, setSearch] = useSearchParams();
  const asked = search.get('tab');
  const tab = isTab(asked) ? asked : 'history';
  const Content = tabs[tab].content;
  return (
    <Tabs
      value={tab}
      onChange={name => {
        setSearch(name === null || name === 'history' ? {} : { tab: name }, { replace: true });
      }}
      keepMounted={false}
    >
      <Tabs.List mb="md">
        {Object.entries(tabs).map(([name, { label }]) => (
          <Tabs.Tab key={name} value={name}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {Object.keys(tabs).map(name => (
        <Tabs.Panel key={name} value={name}>
          {name === tab && (
            <Suspense fallback={<Loader aria-label="Loading" />}>
              <Content sync={sync} />
            </Suspense>
          )}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
};

const Whole = ({ sync }: { readonly sync: Sync }) => {
  const mayRun = useMay('member');
  return (
    <Page
      title={sync.name}
      description={labelOf(directions, sync.direction)}
      actions={mayRun && <Actions sync={sync} />}
    >
      <Stack gap="lg">
        {sync.activeRun !== null && (
          <>
            <HeldRun run={sync.activeRun} model={sync.model} />
            {sync.activeRun.held === null && <RunPanel run={sync.activeRun} model={sync.model} />}
          </>
        )}
        <Summary sync={sync} />
        <Waiting sync={sync} />
        <Details sync={sync} />
      </Stack>
    </Page>
  );
};

export const Component = () => {
  const { syncId = '' } = useParams();
  return <Answer of={useSync(syncId)}>{sync => <Whole sync={sync} key={sync.id} />}</Answer>;
};
