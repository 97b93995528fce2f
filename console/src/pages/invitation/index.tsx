import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from 'react-router';
import { client } from '../../api/client.js';
import { useSession } from '../../api/session.js';
import { Answer, Doorway } from '../../ui/index.js';
import { SecondStep } from '../login/second-step.js';
import { Offer } from './offer.js';

const look = async (token: string) => {
  const { data } = await client.POST('/auth/invitations/look', { body: { token } });
  return data ?? null;
};

/** What an invitation offers, and how to take it. */
export const Component = () => {
  const { hash } = useLocation();
  return hash.length < 2 ? <NoLink /> : <Invited token={hash.slice(1)} />;
};

const Invited = ({ token }: { readonly token: string }) => {
  const session = useSession();
  const offer = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => look(token),
    staleTime: Infinity,
  });
  if (!offer.data || session.data === undefined) {
    return (
      <Doorway title="Your invitation">
        <Answer of={offer}>{() => null}</Answer>
        {offer.error !== null && (
          <Text size="sm">
            An invitation works once and for seven days, and a newer one replaces it. Ask for another one.
          </Text>
        )}
      </Doorway>
    );
  }
  if (session.data?.required === 'totp') return <SecondStep me={session.data} />;
  return <Offer token={token} offer={offer.data} me={session.data} />;
};

const NoLink = () => (
  <Doorway title="The link is not whole">
    <Text>An invitation ends with # and a long word. Copy it whole, or ask for another one.</Text>
    <Button component={Link} to="/login" variant="default">
      To the login
    </Button>
  </Doorway>
);
