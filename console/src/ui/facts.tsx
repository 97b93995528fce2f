import { Box, SimpleGrid, Text } from '@mantine/core';
import type { ReactNode } from 'react';

/** Names and values side by side: `[['Status', <Status of="connected" />]]`. */
export const Facts = ({ rows }: { readonly rows: readonly (readonly [string, ReactNode])[] }) => (
  <SimpleGrid component="dl" cols={{ base: 1, xs: 2, md: 3 }} spacing="md" m={0}>
    {rows.map(([name, value]) => (
      <Box key={name} miw={0}>
        <Text component="dt" size="sm" c="dimmed">
          {name}
        </Text>
        <Box component="dd" m={0}>
          {value ?? '–'}
        </Box>
      </Box>
    ))}
  </SimpleGrid>
);
