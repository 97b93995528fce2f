import { Button, Stack, Text, Title } from '@mantine/core';
import type { Schemas } from '../../../../src/client/index.js';
import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import type { Consent } from '../../connecting/providers.js';
import { Actor } from '../../known/index.js';
import { Answer, fullTime } from '../../ui/index.js';

type ConsentReceipt = Schemas['ConsentReceipt'];

/** The receipt for the person: what they were told, by whom, and everything that happened since. */
export const Receipt = ({ consent }: { readonly consent: Consent }) => {
  const { id } = useOrganization();
  const path = { organizationId: id, id: consent.id };
  const answer = api.useQuery('get', '/v1/organizations/{organizationId}/consents/{id}/receipt', {
    params: { path },
  });
  return (
    <Stack gap="xs" component="section">
      <Title order={3}>Receipt</Title>
      <Answer of={answer}>{receipt => <Whole receipt={receipt} />}</Answer>
    </Stack>
  );
};

const Whole = ({ receipt }: { readonly receipt: ConsentReceipt }) => (
  <>
    {receipt.pii_processing.purposes.map(purpose => (
      <Text size="sm" key={purpose.purpose}>
        {purpose.purpose_name}: <em>{purpose.purpose_description}</em>
      </Text>
    ))}
    <Stack component="ol" gap={2} m={0} pl="lg">
      {receipt.events.map(event => (
        <Text component="li" size="sm" key={`${event.event_time}${event.event_state}`}>
          {event.event_state}, {fullTime(event.event_time)}, by <Actor of={actorOf(event.entity_id)} />,
          notice {event.notice_version}
        </Text>
      ))}
    </Stack>
    <Button
      variant="default"
      size="xs"
      w="fit-content"
      onClick={() => {
        download(receipt);
      }}
    >
      Download as JSON
    </Button>
  </>
);

/** `member:0193…` as the trail writes it. */
const actorOf = (entity: string) => {
  const [kind = '', ...id] = entity.split(':');
  return { kind, id: id.join(':') };
};

const download = (receipt: ConsentReceipt): void => {
  const file = new Blob([JSON.stringify(receipt, null, 2)], { type: 'application/json' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = `consent-receipt-${receipt.record_header.record_id}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
};
