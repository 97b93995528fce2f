import { SimpleGrid, Stack } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { TourButton, TourOffer } from '../../shell/tour-offer.js';
import { Answer, Page } from '../../ui/index.js';
import { Attention } from './attention.js';
import { Figures } from './figures.js';
import { FirstSteps } from './first-steps.js';
import { Records } from './records.js';

import { midnight, type Overview } from './words.js';

const askEveryMs = 60_000;

export const Component = () => {
  const { id, name } = useOrganization();
  const [since] = useState(() => midnight(new Date()));
  const answer = api.useQuery(
    'get',
    '/v1/organizations/{organizationId}/overview',
    { params: { path: { organizationId: id }, query: { since } } },
    { refetchInterval: askEveryMs },
  );
  return (
    <Page title="Overview" description={`How ${name} does today.`} actions={<TourButton />}>
      <TourOffer />
      <Answer of={answer} lines={6}>
        {overview => <Whole overview={overview} />}
      </Answer>
    </Page>
  );
};

const Whole = ({ overview }: { readonly overview: Overview }) => (
  <Stack gap="xl">
    <FirstSteps overview={overview} />
    <Attention overview={overview} />
    <Figures overview={overview} />
    <SimpleGrid cols={{ base: 1, md: 2 }}>
      <Records overview={overview} />
    </SimpleGrid>
  </Stack>
);
