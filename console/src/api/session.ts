import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '../../../src/client/index.js';
import { client, keepCsrfToken } from './client.js';
import { problemOf } from './problem.js';

export type Me = Schemas['Me'];

const sessionKey = ['session'] as const;

const askWhoIsHere = async (): Promise<Me | null> => {
  try {
    const { data } = await client.GET('/auth/me');
    if (data) keepCsrfToken(data.csrfToken);
    return data ?? null;
  } catch (error) {
    if (problemOf(error).status === 401) return null;
    throw error;
  }
};

export const sessionQuery = { queryKey: sessionKey, queryFn: askWhoIsHere, staleTime: 60_000 };

/** Who is logged in; null is nobody. */
export const useSession = () => useQuery(sessionQuery);

/** After a login, a switch or a logout nothing known before may be shown. */
export const useForgetEverything = () => {
  const queries = useQueryClient();
  return async (): Promise<void> => {
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] });
    await queries.invalidateQueries({ queryKey: sessionKey });
  };
};
