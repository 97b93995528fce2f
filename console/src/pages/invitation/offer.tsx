import { Anchor, Button, Stack, Text } from '@mantine/core';
import { useNavigate } from 'react-router';
import { client } from '../../api/client.js';
import { type Me, useForgetEverything } from '../../api/session.js';
import { Doorway, ProblemAlert, useDeed, When } from '../../ui/index.js';
import type { Invitation, Person } from './invitation.js';
import { Joining } from './joining.js';
import { OtherLogin } from './other-login.js';

interface OfferProps {
  readonly token: string;
  readonly offer: Invitation;
  readonly me: Me | null;
}

const isFor = (offer: Invitation, me: Me | null): boolean =>
  me?.account.email.toLowerCase() === offer.email.toLowerCase();

/** Accepts, and leads to where the person is a member from now on. */
const useAccept = ({ token, offer }: OfferProps) => {
  const forget = useForgetEverything();
  const navigate = useNavigate();
  return async (person: Person): Promise<void> => {
    await client.POST('/auth/invitations/accept', { body: { token, ...person } });
    await forget();
    await navigate(offer.organizationId === null ? '/installation' : `/o/${offer.organizationId}`);
  };
};

export const Offer = (props: OfferProps) => {
  const { offer, me } = props;
  const accept = useAccept(props);
  const where = offer.organizationName ?? 'this hub';
  return (
    <Doorway title={`Join ${where}`} description={<For offer={offer} />}>
      {offer.loginAt !== null && <BySingleSignOn offer={offer} />}
      {offer.isPasswordAllowed && me !== null && !isFor(offer, me) && <OtherLogin offer={offer} me={me} />}
      {offer.isPasswordAllowed && isFor(offer, me) && <JoinWithLogin accept={accept} />}
      {offer.isPasswordAllowed && me === null && <Joining offer={offer} accept={accept} />}
    </Doorway>
  );
};

const For = ({ offer }: Pick<OfferProps, 'offer'>) => (
  <>
    {offer.email} is invited as {offer.role === 'operator' ? 'operator of the installation' : offer.role}. The
    invitation ends <When at={offer.expiresAt} />.
  </>
);

const BySingleSignOn = ({ offer }: Pick<OfferProps, 'offer'>) => (
  <Stack gap="xs">
    <Text size="sm">
      {offer.organizationName} has single sign-on. Log in there as {offer.email}; the invitation is accepted
      by that.
    </Text>
    <Button component="a" href={offer.loginAt ?? ''}>
      Log in with single sign-on
    </Button>
  </Stack>
);

const JoinWithLogin = ({ accept }: { readonly accept: (person: Person) => Promise<void> }) => {
  const join = useDeed(() => accept({}));
  return (
    <Stack>
      {join.error !== null && <ProblemAlert error={join.error} />}
      <Text size="sm">You join with the login that you are using now.</Text>
      <Button onClick={join.run} loading={join.isBusy}>
        Accept the invitation
      </Button>
      <Anchor href="/" size="sm" underline="always">
        Not now
      </Anchor>
    </Stack>
  );
};
