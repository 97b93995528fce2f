import { Box, Center, Container, Paper, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { Mark } from '../shell/mark.js';

export interface DoorwayProps {
  readonly title: string;
  readonly description?: ReactNode;
  readonly children: ReactNode;
  /** Below the card: where else to go. */
  readonly beside?: ReactNode;
}

/** A page in front of the console: one card, for people who are not in yet. Its top stays where it is as the card grows. */
export const Doorway = ({ title, description, children, beside }: DoorwayProps) => {
  useDocumentTitle(`${title} · Causeway`);
  return (
    <Box component="main" mih="100dvh" py={{ base: 'xl', sm: '12vh' }}>
      <Container size={480} w="100%">
        <Stack gap="lg">
          <Center>
            <Mark size={44} />
          </Center>
          <Paper withBorder shadow="sm" p={{ base: 'md', xs: 'xl' }}>
            <Stack gap="lg">
              <Stack gap={4}>
                <Title order={1}>{title}</Title>
                {description !== undefined && <Text c="dimmed">{description}</Text>}
              </Stack>
              {children}
            </Stack>
          </Paper>
          {beside}
        </Stack>
      </Container>
    </Box>
  );
};
