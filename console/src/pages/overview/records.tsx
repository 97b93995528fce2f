import { Group, Progress, Stack, Text, Title } from '@mantine/core';
import { Link } from 'react-router';
import { useOrganization } from '../../api/organization.js';
import { figure, manyOf } from '../../syncing/words.js';
import type { Overview } from './words.js';

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** How much of each kind of data is here; the bars only repeat the figures. */
export const Records = ({ overview: { records } }: { readonly overview: Overview }) => {
  const { id } = useOrganization();
  const most = Math.max(1, ...records.map(({ count }) => count));
  if (records.length === 0) return null;
  return (
    <Stack component="section" gap="sm" aria-label="Data by kind">
      <Title order={2}>Data by kind</Title>
      {records.map(({ model, count }) => (
        <Stack gap={4} key={model}>
          <Group justify="space-between">
            <Link to={`/o/${id}/records`} style={{ color: 'var(--mantine-color-anchor)' }}>
              {sentence(manyOf(model))}
            </Link>
            <Text size="sm">{figure(count)}</Text>
          </Group>
          <Progress value={(count / most) * 100} aria-hidden />
        </Stack>
      ))}
    </Stack>
  );
};
