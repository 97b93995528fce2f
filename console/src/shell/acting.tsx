import { type ReactNode, useEffect, useState } from 'react';
import { Navigate, useLocation } from 'react-router';
import { client } from '../api/client.js';
import { type Me, useForgetEverything, useSession } from '../api/session.js';
import { Answer, ProblemAlert } from '../ui/index.js';

export interface ActingProps {
  /** The organization to act in; null is the installation. */
  readonly organizationId: string | null;
  readonly children: (me: Me) => ReactNode;
}

const actsThere = (me: Me, organizationId: string | null): boolean =>
  me.organizationId === organizationId && (organizationId !== null || me.actsAs === 'operator');

/** A session acts in one place: opening an address of another one switches, and nobody's goes to the login. */
export const Acting = ({ organizationId, children }: ActingProps) => {
  const { pathname, search } = useLocation();
  return (
    <Answer of={useSession()}>
      {me => {
        if (me === null || (me.required !== null && me.required !== 'organization')) {
          return <Navigate to={`/login?to=${encodeURIComponent(pathname + search)}`} replace />;
        }
        return actsThere(me, organizationId) ? children(me) : <Switch organizationId={organizationId} />;
      }}
    </Answer>
  );
};

const Switch = ({ organizationId }: Pick<ActingProps, 'organizationId'>) => {
  const forget = useForgetEverything();
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    client.POST('/auth/switch', { body: { organizationId } }).then(forget, setError);
    // Once per place: `forget` is a new function each time.
  }, [organizationId]);
  return error === null ? null : <ProblemAlert error={error} />;
};
