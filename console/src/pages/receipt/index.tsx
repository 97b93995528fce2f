import { Alert, Button, Code, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useParams } from 'react-router';
import type { Schemas } from '../../../../src/client/index.js';
import { api } from '../../api/client.js';
import { useMay, useOrganization } from '../../api/organization.js';
import { useProviderName } from '../../connecting/providers.js';
import { ConnectionLink } from '../../known/index.js';
import { Answer, complain, Facts, Page, say, Status, When } from '../../ui/index.js';
import { againWords, reasonWords, statusWords } from '../receipts/words.js';
import { Consequences } from './consequences.js';
import { Payload } from './payload.js';

export const Component = () => {
  const { receiptId = '' } = useParams();
  const { id: organizationId } = useOrganization();
  const mayRead = useMay('member');
  const receipt = api.useQuery(
    'get',
    '/v1/organizations/{organizationId}/receipts/{id}',
    { params: { path: { organizationId, id: receiptId } } },
    { enabled: mayRead, refetchInterval: ({ state }) => (state.data?.status === 'stored' ? 2_000 : false) },
  );
  const nameOf = useProviderName();
  const title = receipt.data
    ? `${nameOf(receipt.data.provider)}: ${receipt.data.eventType}`
    : 'Received webhook';
  if (!mayRead) {
    return (
      <Page title={title}>
        <Alert color="gray">
          Members of this organization may read what providers sent. You see the list only.
        </Alert>
      </Page>
    );
  }
  return (
    <Page title={title} actions={receipt.data && <Replay receipt={receipt.data} />}>
      <Answer of={receipt} lines={6}>
        {found => <Detail receipt={found} />}
      </Answer>
    </Page>
  );
};

const Replay = ({ receipt }: { readonly receipt: Schemas['ReceiptDetail'] }) => {
  const { id: organizationId } = useOrganization();
  const queries = useQueryClient();
  const replay = api.useMutation('post', '/v1/organizations/{organizationId}/receipts/{id}/replay', {
    onError: complain,
    onSuccess: async () => {
      say('It is processed again.');
      await queries.invalidateQueries({
        predicate: ({ queryKey }) => String(queryKey[1]).includes('/receipts'),
      });
    },
  });
  if (receipt.status === 'quarantined' || receipt.body === null) return null;
  return (
    <Button
      variant="default"
      loading={replay.isPending}
      onClick={() => replay.mutate({ params: { path: { organizationId, id: receipt.id } } })}
    >
      Process again
    </Button>
  );
};

/** What would let the next one in. */
const nextSteps: Readonly<Record<string, string>> = {
  no_secret: 'Store the secret with the provider’s client; the provider sends it again.',
  no_connection: 'Connect the account if you know it; what the provider sends from then on is acted upon.',
};

const Quarantined = ({ reason }: { readonly reason: string }) => (
  <Alert color="orange" title="In quarantine">
    {reasonWords(reason)} It is kept to be looked at, never acted upon, and dropped by itself.{' '}
    {nextSteps[reason]}
  </Alert>
);

const Detail = ({ receipt }: { readonly receipt: Schemas['ReceiptDetail'] }) => {
  const [words, tone] = statusWords[receipt.status];
  const isKept = receipt.status === 'quarantined';
  return (
    <Stack gap="lg">
      {isKept && <Quarantined reason={receipt.error ?? ''} />}
      {receipt.status === 'dead' && (
        <Alert color="red" title="It could not be processed">
          {reasonWords(receipt.error ?? '')} Process it again once the cause is gone.
        </Alert>
      )}
      <Facts
        rows={[
          ['State', <Status key="state" of={words} tone={tone} />],
          ['Signature', receipt.verified ? 'Verified' : 'Not verified'],
          [
            'Connection',
            receipt.connectionId === null ? 'None' : <ConnectionLink key="of" id={receipt.connectionId} />,
          ],
          ['Received', <When key="received" at={receipt.receivedAt} />],
          ['It happened', <When key="occurred" at={receipt.occurredAt} never="The provider does not say" />],
          [
            'Dealt with',
            <When key="processed" at={receipt.processedAt} never={isKept ? 'Never' : 'Not yet'} />,
          ],
          ['Attempts', `${receipt.attempts}${receipt.replays > 0 ? `, ${againWords(receipt.replays)}` : ''}`],
          ['Delivery', <Code key="delivery">{receipt.deliveryId}</Code>],
          ['Result', receipt.error === null ? 'No trouble' : reasonWords(receipt.error)],
        ]}
      />
      <Consequences receipt={receipt} />
      <Payload receipt={receipt} />
      <Headers headers={receipt.headers} />
    </Stack>
  );
};

const Headers = ({ headers }: { readonly headers: Readonly<Record<string, string>> }) => (
  <Stack gap="xs" component="section">
    <Title order={2}>Headers</Title>
    <Text size="sm" c="dimmed">
      Without those that carry a secret.
    </Text>
    <Code block tabIndex={0} style={{ whiteSpace: 'pre-wrap' }}>
      {Object.entries(headers)
        .map(([name, value]) => `${name}: ${value}`)
        .join('\n')}
    </Code>
  </Stack>
);
