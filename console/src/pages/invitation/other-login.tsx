import { Alert, Button, Stack, Text } from '@mantine/core';
import { client } from '../../api/client.js';
import { type Me, useForgetEverything } from '../../api/session.js';
import { ProblemAlert, useDeed } from '../../ui/index.js';
import type { Invitation } from './invitation.js';

export interface OtherLoginProps {
  readonly offer: Invitation;
  readonly me: Me;
}

/** The link is for one address; whoever is logged in with another one has to leave first. */
export const OtherLogin = ({ offer, me }: OtherLoginProps) => {
  const forget = useForgetEverything();
  const leave = useDeed(async () => {
    await client.POST('/auth/logout');
    await forget();
  });
  return (
    <Alert color="orange" title={`You are logged in as ${me.account.email}`}>
      <Stack gap="xs" align="flex-start">
        <Text size="sm">The invitation is for {offer.email}. Log out to accept it as that person.</Text>
        {leave.error !== null && <ProblemAlert error={leave.error} />}
        <Button variant="default" size="xs" onClick={leave.run} loading={leave.isBusy}>
          Log out
        </Button>
      </Stack>
    </Alert>
  );
};
