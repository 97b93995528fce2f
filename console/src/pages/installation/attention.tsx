import { Alert, Anchor, Box, Stack, Text, Title } from '@mantine/core';
import { Link } from 'react-router';
import type { Schemas } from '../../../../src/client/index.js';
import { Status, type Tone } from '../../ui/status.js';
import { When } from '../../ui/index.js';

type Item = Schemas['AdminAttentionItem'];

const levels: Readonly<Record<Item['level'], readonly [string, Tone]>> = {
  stopped: ['Stopped', 'bad'],
  warning: ['Warning', 'warning'],
  notice: ['Notice', 'quiet'],
};

/** Where the cure is. */
const placeOf = ({ kind, task }: Item): readonly [string, string] | null => {
  if (task !== undefined) return [`queues?task=${encodeURIComponent(task)}`, `Look at ${task}`];
  if (kind === 'queue_paused') return ['queues', 'To the queues'];
  if (kind === 'organizations_suspended') return ['organizations', 'To the organizations'];
  return kind.startsWith('security_') ? ['accounts', 'To the logins'] : null;
};

/** What needs an operator, most urgent first. */
export const Attention = ({ items }: { readonly items: readonly Item[] }) => {
  if (items.length === 0) {
    return (
      <Alert color="teal" role="status" title="All is well">
        <Text size="sm">Nothing needs you: work is done as it comes, and nothing was given up.</Text>
      </Alert>
    );
  }
  return (
    <Stack gap="xs">
      <Title order={2}>Needs you</Title>
      <Box component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
        {items.map(item => (
          <ItemRow key={`${item.kind} ${item.task ?? ''}`} item={item} />
        ))}
      </Box>
    </Stack>
  );
};

const ItemRow = ({ item }: { readonly item: Item }) => {
  const [word, tone] = levels[item.level];
  const place = placeOf(item);
  return (
    <Box component="li" className="row" style={{ flexWrap: 'wrap' }}>
      <Status of={word} tone={tone} />
      <Box flex={1} miw={220}>
        <Text fw={500}>{item.text}</Text>
        <Text size="sm" c="dimmed">
          {item.nextStep}
          {item.at !== null && (
            <>
              {' '}
              <When at={item.at} />
            </>
          )}
        </Text>
      </Box>
      {place !== null && (
        <Anchor component={Link} to={place[0]} size="sm" underline="always">
          {place[1]}
        </Anchor>
      )}
    </Box>
  );
};
