import { Button, Code, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '../../../../src/client/index.js';
import { api } from '../../api/client.js';
import { useMay, useOrganization } from '../../api/organization.js';
import { PageLink } from '../../known/index.js';
import { Answer, complain, fullTime, say, Status } from '../../ui/index.js';
import { deliveryWords } from './delivery-words.js';

/** The event, and each attempt with what was sent and what came back. */
export const DeliveryDetail = ({ id }: { readonly id: string }) => {
  const { id: organizationId } = useOrganization();
  const delivery = api.useQuery(
    'get',
    '/v1/organizations/{organizationId}/deliveries/{id}',
    { params: { path: { organizationId, id } } },
    { refetchInterval: ({ state }) => (state.data?.status === 'pending' ? 3_000 : false) },
  );
  return <Answer of={delivery}>{found => <Detail delivery={found} />}</Answer>;
};

const Detail = ({ delivery }: { readonly delivery: Schemas['DeliveryDetail'] }) => {
  const { words, tone } = deliveryWords[delivery.status];
  const { recordId } = delivery.event.data;
  return (
    <Stack>
      <Group justify="space-between">
        <Group gap="xs">
          <Title order={2} size="h3">
            {delivery.eventType}
          </Title>
          <Status of={words} tone={tone} />
        </Group>
        <SendAgain id={delivery.id} />
      </Group>
      {delivery.reason !== null && <Text>{delivery.reason}</Text>}
      <Text size="sm">
        webhook-id <Code>{delivery.eventId}</Code>
        {typeof recordId === 'string' && (
          <>
            {' '}
            about <PageLink to={`records/${recordId}`}>this record</PageLink>
          </>
        )}
      </Text>
      <Code block tabIndex={0} style={{ whiteSpace: 'pre-wrap', maxHeight: 260, overflow: 'auto' }}>
        {JSON.stringify(delivery.event, null, 2)}
      </Code>
      <Title order={3}>Attempts</Title>
      {delivery.attemptList.length === 0 && <Text c="dimmed">None yet.</Text>}
      {delivery.attemptList.map(attempt => (
        <Attempt key={attempt.id} attempt={attempt} />
      ))}
    </Stack>
  );
};

const SendAgain = ({ id }: { readonly id: string }) => {
  const { id: organizationId } = useOrganization();
  const queries = useQueryClient();
  const mayReplay = useMay('admin');
  const replay = api.useMutation('post', '/v1/organizations/{organizationId}/deliveries/{id}/replay', {
    onError: complain,
    onSuccess: async () => {
      say('It is sent again, with ten new attempts.');
      await queries.invalidateQueries({
        predicate: ({ queryKey }) => String(queryKey[1]).includes('/deliveries'),
      });
    },
  });
  if (!mayReplay) return null;
  return (
    <Button
      size="xs"
      variant="default"
      loading={replay.isPending}
      onClick={() => replay.mutate({ params: { path: { organizationId, id } } })}
    >
      Send again
    </Button>
  );
};

const lines = (headers: Readonly<Record<string, string>>): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');

const answerOf = ({ responseStatus, responseHeaders, responseBody }: Schemas['DeliveryAttempt']): string =>
  [`${responseStatus ?? ''}`, lines(responseHeaders ?? {}), '', responseBody ?? ''].join('\n').trim();

const Attempt = ({ attempt }: { readonly attempt: Schemas['DeliveryAttempt'] }) => {
  const isGood = attempt.responseStatus !== null && attempt.responseStatus < 300;
  const came = attempt.responseStatus === null ? 'no answer' : `answered ${attempt.responseStatus}`;
  return (
    <Paper withBorder p="sm">
      <Stack gap="xs">
        <Group gap="xs">
          <Status of={came} tone={isGood ? 'good' : 'bad'} />
          <Text size="sm">
            {attempt.round > 1 ? `Round ${attempt.round}, attempt` : 'Attempt'} {attempt.number},{' '}
            {fullTime(attempt.attemptedAt)},{' '}
            {attempt.durationMs < 1 ? 'under 1' : Math.round(attempt.durationMs)} ms
          </Text>
        </Group>
        {attempt.error !== null && <Text size="sm">{attempt.error}</Text>}
        <details>
          <summary>What was sent</summary>
          <Code block tabIndex={0} mt="xs" style={{ whiteSpace: 'pre-wrap' }}>
            {lines(attempt.requestHeaders)}
          </Code>
        </details>
        {attempt.responseStatus !== null && (
          <details>
            <summary>What came back</summary>
            <Code
              block
              tabIndex={0}
              mt="xs"
              style={{ whiteSpace: 'pre-wrap', maxHeight: 260, overflow: 'auto' }}
            >
              {answerOf(attempt)}
            </Code>
          </details>
        )}
      </Stack>
    </Paper>
  );
};
