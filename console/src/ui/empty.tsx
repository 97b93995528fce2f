import { Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

export interface EmptyProps {
  readonly title: string;
  /** What would be here, and how it comes here. */
  readonly children: ReactNode;
  /** The button of the next step. */
  readonly action?: ReactNode;
}

export const Empty = ({ title, children, action }: EmptyProps) => (
  <Paper withBorder p="xl">
    <Stack gap="xs" align="flex-start" maw={560}>
      <Title order={2} size="h3">
        {title}
      </Title>
      <Text c="dimmed">{children}</Text>
      {action}
    </Stack>
  </Paper>
);
