import { Stack, Text } from '@mantine/core';
import { Link } from 'react-router';
import type { Schemas } from '../../../../src/client/index.js';
import { useProviderName } from '../../connecting/providers.js';
import { useConnections, useTo } from '../../known/index.js';
import { Status, When } from '../../ui/index.js';
import { againWords, reasonWords, statusWords } from './words.js';

export const ReceiptRow = ({ receipt }: { readonly receipt: Schemas['Receipt'] }) => {
  const to = useTo();
  const connection = useConnections().data?.data.find(({ id }) => id === receipt.connectionId);
  const provider = useProviderName()(receipt.provider);
  const [words, tone] = statusWords[receipt.status];
  return (
    <Link className="row" to={to(`webhooks/in/${receipt.id}`)}>
      <Stack gap={0} flex={1} miw={0}>
        <Text truncate>
          {provider}: {receipt.eventType}
        </Text>
        <Text size="sm" c="dimmed" lineClamp={2}>
          <When at={receipt.receivedAt} />
          {connection && ` · ${connection.account.name}`} ·{' '}
          {receipt.verified ? 'signature verified' : 'not verified'}
          {receipt.replays > 0 && ` · ${againWords(receipt.replays)}`}
          {receipt.error !== null && ` · ${reasonWords(receipt.error)}`}
        </Text>
      </Stack>
      <Status of={words} tone={tone} />
    </Link>
  );
};
