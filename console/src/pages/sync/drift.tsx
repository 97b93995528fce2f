import { Accordion, Button, Group, NumberInput, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import type { Schemas } from '../../../../src/client/index.js';
import { api } from '../../api/client.js';
import { useMay, useOrganization } from '../../api/organization.js';
import { isUnderWay, plural, type Sync, useFollow, useRefresh } from '../../syncing/index.js';
import { Answer, complain, Empty, Status, When } from '../../ui/index.js';
import { DriftReport } from './drift-report.js';

type Audit = Schemas['DriftAudit'];

const useFollowedAudit = (given: Audit): Audit => {
  const { id } = useOrganization();
  const [heard, setHeard] = useState<Audit | null>(null);
  const refresh = useRefresh();
  const url = `/v1/organizations/${id}/drift-audits/${given.id}/events`;
  useFollow<Audit>(isUnderWay(given) ? url : null, setHeard, () => void refresh('drift-audits'));
  return isUnderWay(given) && heard !== null ? heard : given;
};

const titleOf = ({ result, status, sample }: Audit): string => {
  const scope = sample === null ? 'everything' : `about ${plural(sample, 'object')}`;
  return result === null ? `${scope}: ${status}` : `${scope}: ${String(result.score)} % agree`;
};

const Item = ({ given, sync }: { readonly given: Audit; readonly sync: Sync }) => {
  const audit = useFollowedAudit(given);
  return (
    <Accordion.Item value={audit.id}>
      <Accordion.Control>
        <Group gap="sm">
          <Status of={audit.status} />
          <Text span size="sm">
            <When at={audit.createdAt} />, {titleOf(audit)}
          </Text>
        </Group>
      </Accordion.Control>
      <Accordion.Panel>
        <DriftReport audit={audit} sync={sync} />
      </Accordion.Panel>
    </Accordion.Item>
  );
};

const Start = ({ sync }: { readonly sync: Sync }) => {
  const { id: organizationId } = useOrganization();
  const [sample, setSample] = useState<number | string>('');
  const refresh = useRefresh();
  const { mutate, isPending } = api.useMutation(
    'post',
    '/v1/organizations/{organizationId}/syncs/{syncId}/drift-audits',
    { onError: complain, onSuccess: () => refresh('drift-audits') },
  );
  const start = () => {
    const body = typeof sample === 'number' ? { sample } : {};
    mutate({ params: { path: { organizationId, syncId: sync.id } }, body });
  };
  return (
    <Group align="flex-end" gap="xs">
      <NumberInput
        label="How many to look at"
        placeholder="All"
        min={1}
        max={1_000_000}
        value={sample}
        onChange={setSample}
        hideControls
        w={180}
      />
      <Button loading={isPending} onClick={start}>
        Compare both sides
      </Button>
    </Group>
  );
};

/** How far both sides really agree, without trust in what either remembers. */
export const Drift = ({ sync }: { readonly sync: Sync }) => {
  const { id: organizationId } = useOrganization();
  const may = useMay('member');
  const audits = api.useQuery('get', '/v1/organizations/{organizationId}/syncs/{syncId}/drift-audits', {
    params: { path: { organizationId, syncId: sync.id }, query: { limit: 20 } },
  });
  return (
    <Stack>
      <Title order={2} size="h3">
        Do both sides really agree?
      </Title>
      <Text size="sm" c="dimmed" maw={640}>
        A drift audit asks the account for every object anew and compares it with the record here. Nothing is
        written. What somebody changed since the last run differs too, so run first.
      </Text>
      {may && <Start sync={sync} />}
      <Answer of={audits}>
        {({ data: [first, ...rest] }) =>
          first === undefined ? (
            <Empty title="Not looked at yet">
              Each audit is listed here with its score and what differs.
            </Empty>
          ) : (
            <Accordion variant="separated" defaultValue={first.id} order={3}>
              {[first, ...rest].map(audit => (
                <Item key={audit.id} given={audit} sync={sync} />
              ))}
            </Accordion>
          )
        }
      </Answer>
    </Stack>
  );
};
