import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useNavigate } from 'react-router';
import { useOrganization } from '../api/organization.js';
import { useTour } from './use-tour.js';

/** Offered on the first visit, until it is taken or turned down. */
export const TourOffer = () => {
  const { isKnown, go, end } = useTour();
  if (isKnown) return null;
  return (
    <Paper withBorder p="lg" component="section" aria-label="Tour">
      <Stack gap="xs" align="flex-start">
        <Title order={2}>New here?</Title>
        <Text>
          A tour of two minutes shows what is where. It changes nothing, and you can leave it at any stop.
        </Text>
        <Group>
          <Button
            onClick={() => {
              go(0);
            }}
          >
            Show me around
          </Button>
          <Button variant="default" onClick={end}>
            No, thank you
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
};

/** To take the tour again. */
export const TourButton = () => {
  const { isKnown, at, go } = useTour();
  const { id } = useOrganization();
  const navigate = useNavigate();
  if (!isKnown || at !== null) return null;
  return (
    <Button
      variant="default"
      size="xs"
      onClick={() => {
        go(0);
        void navigate(`/o/${id}`);
      }}
    >
      Take the tour
    </Button>
  );
};
