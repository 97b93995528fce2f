import { Fieldset, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

export interface SectionProps {
  readonly legend: string;
  readonly description?: string;
  readonly children: ReactNode;
}

export const Section = ({ legend, description, children }: SectionProps) => (
  <Fieldset legend={legend}>
    <Stack gap="md">
      {description !== undefined && (
        <Text size="sm" c="dimmed">
          {description}
        </Text>
      )}
      {children}
    </Stack>
  </Fieldset>
);
