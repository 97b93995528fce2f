import { Badge, Paper, Stack, Text, Title } from '@mantine/core';
import { Link } from 'react-router';
import { useOrganization } from '../../api/organization.js';
import { When } from '../../ui/index.js';
import { type AttentionItem, levelWords, type Overview, placeOf } from './words.js';

/** What needs somebody, most urgent first; each line leads to where the next step is taken. */
export const Attention = ({ overview: { attention, hasMore } }: { readonly overview: Overview }) => (
  <Stack component="section" gap="xs" aria-label="Needs attention">
    <Title order={2}>Needs attention</Title>
    {attention.length === 0 ? (
      <Text>Nothing does. Everything that can run by itself does.</Text>
    ) : (
      <Paper withBorder>
        {attention.map((item, index) => (
          <Line key={`${item.kind} ${placeOf(item)} ${index}`} item={item} />
        ))}
      </Paper>
    )}
    {hasMore && <Text size="sm">There is more than these; they come up as these are settled.</Text>}
  </Stack>
);

const colors = { stopped: 'red', warning: 'orange', notice: 'blue' } as const;

const Line = ({ item }: { readonly item: AttentionItem }) => {
  const { id } = useOrganization();
  return (
    <Link
      className="row"
      to={`/o/${id}/${placeOf(item)}`}
      style={{ alignItems: 'flex-start', flexWrap: 'wrap' }}
    >
      <Badge variant="dot" color={colors[item.level]} tt="none" fw={500} mt={2} style={{ flexShrink: 0 }}>
        {levelWords[item.level]}
      </Badge>
      <Stack gap={0} flex="1 1 260px">
        <Text>{item.text}</Text>
        <Text size="sm" c="dimmed">
          {item.nextStep}
        </Text>
      </Stack>
      {item.at !== null && <When at={item.at} size="sm" c="dimmed" style={{ flexShrink: 0 }} />}
    </Link>
  );
};
