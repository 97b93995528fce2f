import { Loader, Text } from '@mantine/core';
import { useState } from 'react';
import { Navigate, useLocation } from 'react-router';
import { api } from '../../api/client.js';
import { type Me, useSession } from '../../api/session.js';
import { Answer, Doorway } from '../../ui/index.js';
import { FirstOrganization } from './first-organization.js';
import { FirstOperator } from './first-operator.js';

/** The first start of an installation: its operator, then a first organization. */
export const Component = () => {
  const session = useSession();
  const [isFounding, setFounding] = useState(false);
  if (session.data === undefined) {
    return (
      <Doorway title="Welcome">
        <Answer of={session}>{() => null}</Answer>
      </Doorway>
    );
  }
  if (session.data === null) return <Nobody />;
  return <Somebody me={session.data} isFounding={isFounding} onFounding={() => setFounding(true)} />;
};

const Nobody = () => {
  const state = api.useQuery('get', '/auth/setup');
  const { hash } = useLocation();
  if (state.data === undefined) {
    return (
      <Doorway title="Welcome">
        {state.error === null ? <Loader aria-label="Loading" /> : <Answer of={state}>{() => null}</Answer>}
      </Doorway>
    );
  }
  if (!state.data.isOpen) return <Navigate to="/login" replace />;
  return <FirstOperator token={hash.slice(1)} />;
};

interface SomebodyProps {
  readonly me: Me;
  /** Stays here while the steps run, although the session belongs to an organization before the last one is done. */
  readonly isFounding: boolean;
  readonly onFounding: () => void;
}

const Somebody = ({ me, isFounding, onFounding }: SomebodyProps) => {
  if (me.required === 'totp_enrolment') return <Navigate to="/login?to=/setup" replace />;
  if (!isFounding && (!me.account.isOperator || me.organizations.length > 0))
    return <Navigate to="/" replace />;
  return (
    <Doorway
      title={isFounding ? 'Your organization' : 'Your first organization'}
      description="Everything is kept apart by organization: accounts, records, keys, members. Name the first one, such as your company or team."
    >
      <FirstOrganization onBegin={onFounding} />
      <Text size="sm" c="dimmed">
        Organizations can be added, renamed and suspended later, under Installation.
      </Text>
    </Doorway>
  );
};
