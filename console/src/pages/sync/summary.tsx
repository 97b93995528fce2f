import { Anchor, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import {
  durationOf,
  labelOf,
  manyOf,
  policies,
  summaryOf,
  type Run,
  type Sync,
  Trouble,
  useAccountName,
  useConnection,
} from '../../syncing/index.js';
import { Answer, Facts, Status, When } from '../../ui/index.js';
import { useConsentTrouble } from './use-consent-trouble.js';

const useLastRun = ({ id: syncId }: Sync) => {
  const { id: organizationId } = useOrganization();
  return api.useQuery('get', '/v1/organizations/{organizationId}/syncs/{syncId}/runs', {
    params: { path: { organizationId, syncId }, query: { limit: 1 } },
  });
};

const rhythm = ({ autoSync, intervalSeconds, effectiveIntervalSeconds }: Sync): string => {
  if (!autoSync) return 'only when somebody asks';
  const wished = `every ${durationOf(intervalSeconds)}`;
  return effectiveIntervalSeconds === intervalSeconds
    ? wished
    : `every ${durationOf(effectiveIntervalSeconds)} at present, as little changes`;
};

const LastRun = ({ run, model }: { readonly run: Run; readonly model: string }) => {
  const { id } = useOrganization();
  return (
    <Anchor component={Link} to={`/o/${id}/syncs/${run.syncId}/runs/${run.id}`} underline="always">
      <When at={run.finishedAt ?? run.createdAt} />: {summaryOf(run, model)}
    </Anchor>
  );
};

const Account = ({ sync }: { readonly sync: Sync }) => {
  const { id } = useOrganization();
  const { data: connection } = useConnection(sync.connectionId);
  const nameOf = useAccountName();
  return (
    <Anchor component={Link} to={`/o/${id}/connections/${sync.connectionId}`} underline="always">
      {connection === undefined ? 'Open the connection' : nameOf(connection)}
    </Anchor>
  );
};

/** What it covers and of which account, with the way there. */
const placesOf = (sync: Sync, base: string): readonly (readonly [string, ReactNode])[] => [
  [
    'Covers',
    <Anchor key="records" component={Link} to={`${base}/records?syncId=${sync.id}`} underline="always">
      The {manyOf(sync.model)} of “{sync.containerName}”
    </Anchor>,
  ],
  ['Account', <Account key="account" sync={sync} />],
];

const none = 'It never ran';

const Whole = ({ sync, last }: { readonly sync: Sync; readonly last: Run | undefined }) => {
  const { id } = useOrganization();
  const consentTrouble = useConsentTrouble(sync);
  const isFailing = sync.activeRun === null && last?.status === 'failed';
  const trouble = consentTrouble ?? (isFailing ? last.error : null);
  return (
    <Stack>
      {trouble !== null && <Trouble error={trouble} syncId={sync.id} connectionId={sync.connectionId} />}
      <Facts
        rows={[
          ['Last run', last === undefined ? none : <LastRun key="last" run={last} model={sync.model} />],
          ['State', <Status key="state" of={sync.activeRun?.status ?? last?.status ?? none} />],
          [
            'Next run',
            <When key="next" at={sync.nextRunAt} never="when somebody asks, or something changes" />,
          ],
          ['Runs', rhythm(sync)],
          ['Edited on both sides', labelOf(policies, sync.policy)],
          ...placesOf(sync, `/o/${id}`),
        ]}
      />
    </Stack>
  );
};

/** How a sync is, in a few facts; what went wrong last stands above them. */
export const Summary = ({ sync }: { readonly sync: Sync }) => (
  <Answer of={useLastRun(sync)} lines={7}>
    {({ data: [last] }) => <Whole sync={sync} last={last} />}
  </Answer>
);
