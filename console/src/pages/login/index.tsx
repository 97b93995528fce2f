import { Loader } from '@mantine/core';
import { useState } from 'react';
import { Navigate, useSearchParams } from 'react-router';
import { api } from '../../api/client.js';
import { type Me, useForgetEverything, useSession } from '../../api/session.js';
import { Answer, Doorway, RecoveryCodes } from '../../ui/index.js';
import { ChoosePlace } from './choose-place.js';
import { destinationOf, ownPath } from './destination.js';
import { EnrolFirst } from './enrol-first.js';
import { PasswordStep } from './password-step.js';
import { SecondStep } from './second-step.js';
import { Uninvited } from './uninvited.js';

/** Asks for what is missing, one step after the other, until the session may act. */
export const Component = () => {
  const session = useSession();
  const forget = useForgetEverything();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  if (codes !== null) {
    const goOn = () => {
      void forget().then(() => setCodes(null));
    };
    return (
      <Doorway title="Two-step login is on">
        <RecoveryCodes codes={codes} onKept={goOn} />
      </Doorway>
    );
  }
  if (session.data === undefined) {
    return (
      <Doorway title="Log in">
        <Answer of={session}>{() => null}</Answer>
      </Doorway>
    );
  }
  return session.data === null ? <Nobody /> : <Somebody me={session.data} onEnrolled={setCodes} />;
};

/** Before the first operator has a login most have nothing to log in with; members whom a key invited have. */
const Nobody = () => {
  const [query] = useSearchParams();
  const { data, isPending } = api.useQuery('get', '/auth/setup');
  if (isPending) {
    return (
      <Doorway title="Log in">
        <Loader aria-label="Loading" />
      </Doorway>
    );
  }
  return data?.isOpen === true && query.get('as') !== 'member' ? (
    <Navigate to="/setup" replace />
  ) : (
    <PasswordStep />
  );
};

interface SomebodyProps {
  readonly me: Me;
  readonly onEnrolled: (recoveryCodes: readonly string[]) => void;
}

const Somebody = ({ me, onEnrolled }: SomebodyProps) => {
  const [query] = useSearchParams();
  const to = ownPath(query.get('to'));
  if (me.required === 'totp') return <SecondStep me={me} />;
  if (me.required === 'totp_enrolment') return <EnrolFirst onDone={onEnrolled} />;
  if (me.required === 'invitation') return <Uninvited me={me} />;
  const destination = to ?? destinationOf(me);
  return destination === null ? <ChoosePlace me={me} /> : <Navigate to={destination} replace />;
};
