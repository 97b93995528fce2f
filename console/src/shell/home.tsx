import { Navigate } from 'react-router';
import { Answer } from '../ui/index.js';
import { useSession } from '../api/session.js';

/** Leads everybody to where their work is. */
export const Home = () => (
  <Answer of={useSession()}>
    {me => {
      if (me === null || me.required !== null) return <Navigate to="/login" replace />;
      if (me.organizationId !== null) return <Navigate to={`/o/${me.organizationId}`} replace />;
      return <Navigate to="/installation" replace />;
    }}
  </Answer>
);
