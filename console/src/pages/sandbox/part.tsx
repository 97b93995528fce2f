import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Container, Deed, Sandbox } from './words.js';

export interface PartProps {
  readonly sandbox: Sandbox;
  readonly onDone: (deed: Deed) => void;
}

/** Of one container of the vendor. */
export type ThingsProps = PartProps & { readonly container: Container };

export const Part = ({
  title,
  hint,
  children,
}: {
  readonly title: string;
  readonly hint: string;
  readonly children: ReactNode;
}) => (
  <Stack component="section" gap="sm" aria-label={title}>
    <Stack gap={2}>
      <Title order={2}>{title}</Title>
      <Text size="sm" c="dimmed">
        {hint}
      </Text>
    </Stack>
    {children}
  </Stack>
);
