import { Stack } from '@mantine/core';
import { useMay, useOrganization } from '../../api/organization.js';
import { api } from '../../api/client.js';
import { problemOf } from '../../api/problem.js';
import { Answer, Empty, Page } from '../../ui/index.js';
import { Off } from './off.js';
import { TestReceiver } from './test-receiver.js';
import { Vendors } from './vendors.js';

const askEveryMs = 10_000;
const description =
  'Simulated vendors, to try everything without an account anywhere. What you do here, somebody else does there.';

export const Component = () => (
  <Page title="Sandbox" description={description}>
    {useMay('admin') ? (
      <Inside />
    ) : (
      <Empty title="For owners and admins">
        The simulated vendors belong to the whole installation, so only owners and admins of an organization
        work them.
      </Empty>
    )}
  </Page>
);

const Inside = () => {
  const { id } = useOrganization();
  const answer = api.useQuery(
    'get',
    '/v1/organizations/{organizationId}/sandbox',
    { params: { path: { organizationId: id } } },
    { refetchInterval: ({ state }) => (state.error === null ? askEveryMs : false), retry: false },
  );
  if (answer.error && problemOf(answer.error).status === 404) return <Off />;
  return (
    <Answer of={answer}>
      {({ data }) => (
        <Stack gap="xl">
          <TestReceiver />
          <Vendors sandboxes={data} />
        </Stack>
      )}
    </Answer>
  );
};
