import { Button, Code, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { Status, When } from '../../ui/index.js';
import type { Inbox } from './use-inbox.js';

type Delivery = Inbox['data'][number];

const fewest = 5;

/** What came, newest first. */
export const Arrived = ({ deliveries }: { readonly deliveries: readonly Delivery[] }) => {
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? deliveries : deliveries.slice(0, fewest);
  return (
    <Stack gap="xs">
      <Title order={3}>What arrived</Title>
      <Text size="sm" c="dimmed" role="status">
        {summaryOf(deliveries)}
      </Text>
      <div>
        {shown.map(delivery => (
          <Row key={delivery.id} delivery={delivery} isAgain={cameBefore(delivery, deliveries)} />
        ))}
      </div>
      {deliveries.length > fewest && (
        <Button
          size="xs"
          variant="default"
          w="fit-content"
          aria-expanded={isWhole}
          onClick={() => {
            setWhole(!isWhole);
          }}
        >
          {isWhole ? `Show the last ${fewest}` : `Show all ${deliveries.length}`}
        </Button>
      )}
    </Stack>
  );
};

const summaryOf = ({ length }: readonly Delivery[]): string => {
  if (length === 0) return 'Nothing yet. What arrives is here within two seconds.';
  const count = length === 1 ? 'One delivery' : `The last ${length} deliveries`;
  return `${count}, newest first. They are kept until the hub stops.`;
};

const lines = ({ headers, body }: Delivery): string =>
  [...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), '', body].join('\n');

/** The same event arrived earlier: this is another attempt, or it was sent again. */
const cameBefore = (delivery: Delivery, all: readonly Delivery[]): boolean => {
  const id = delivery.headers['webhook-id'];
  const older = all.slice(all.indexOf(delivery) + 1);
  return id !== undefined && older.some(({ headers }) => headers['webhook-id'] === id);
};

interface RowProps {
  readonly delivery: Delivery;
  readonly isAgain: boolean;
}

const Row = ({ delivery, isAgain }: RowProps) => {
  const { type, receivedAt, answered, truncated } = delivery;
  return (
    <Stack className="row" component="details" gap="xs" display="block">
      <summary>
        {type ?? 'No event'}{' '}
        <Text span size="sm" c="dimmed">
          {isAgain && 'again, '}
          <When at={receivedAt} />{' '}
        </Text>
        <Status of={`Answered ${answered}`} tone={answered === 204 ? 'good' : 'bad'} />
      </summary>
      {truncated && <Text size="sm">The body was longer; this is its beginning.</Text>}
      <Code
        block
        tabIndex={0}
        mt="xs"
        style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', maxHeight: 320, overflow: 'auto' }}
      >
        {lines(delivery)}
      </Code>
    </Stack>
  );
};
