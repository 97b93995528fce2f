import { Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

export interface SectionProps {
  readonly title: string;
  readonly hint?: string;
  /** At the right of the title. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** A part of the page with its heading. */
export const Section = ({ title, hint, aside, children }: SectionProps) => (
  <Stack component="section" gap="xs" aria-label={title}>
    <Group justify="space-between">
      <Title order={2}>{title}</Title>
      {aside}
    </Group>
    {hint !== undefined && (
      <Text size="sm" c="dimmed">
        {hint}
      </Text>
    )}
    {children}
  </Stack>
);
