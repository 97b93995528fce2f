import { Box, Button, Paper, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '../../../../src/client/index.js';
import { api, client } from '../../api/client.js';
import { Answer, ProblemAlert, say, Status, useDeed, When } from '../../ui/index.js';
import { deviceOf } from './device.js';

type Session = Schemas['LoginSession'];

export const SessionsCard = () => (
  <Paper withBorder p="lg">
    <Stack>
      <Title order={2}>Sessions</Title>
      <Text>
        Where you are logged in. A session ends by itself after an hour without use. If you do not know one,
        end it and change your password.
      </Text>
      <Answer of={api.useQuery('get', '/auth/sessions')}>
        {({ data }) => (
          <Box component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
            {[...data].sort(byLastUse).map(session => (
              <SessionRow key={session.id} session={session} />
            ))}
          </Box>
        )}
      </Answer>
    </Stack>
  </Paper>
);

const byLastUse = (a: Session, b: Session): number => b.seenAt.localeCompare(a.seenAt);

const SessionRow = ({ session }: { readonly session: Session }) => {
  const queries = useQueryClient();
  const end = useDeed(async () => {
    await client.DELETE('/auth/sessions/{id}', { params: { path: { id: session.id } } });
    await queries.invalidateQueries({ queryKey: ['get', '/auth/sessions'] });
    say('The session has ended.');
  });
  const device = deviceOf(session.userAgent);
  return (
    <Box component="li" className="row" style={{ flexWrap: 'wrap' }}>
      <Box flex={1} miw={200}>
        <Text fw={500}>{device}</Text>
        <Text size="sm" c="dimmed">
          {session.address ?? 'Unknown address'} · {session.method === 'sso' ? 'single sign-on' : 'password'}{' '}
          · used <When at={session.seenAt} /> · begun <When at={session.createdAt} />
        </Text>
        {end.error !== null && <ProblemAlert error={end.error} />}
      </Box>
      {session.isCurrent ? (
        <Status of="This one" tone="good" />
      ) : (
        <Button
          size="xs"
          variant="default"
          onClick={end.run}
          loading={end.isBusy}
          aria-label={`End ${device}`}
        >
          End
        </Button>
      )}
    </Box>
  );
};
