import { ProviderError } from '#kernel';
import type { ProviderSession } from '#provider-sdk';
import { errorsOf, explain, failure } from './explain.js';
import type { LinearConnection } from './linear.types.js';

type Variables = Readonly<Record<string, unknown>>;

const send = async <T>(
  session: ProviderSession,
  query: string,
  variables: Variables,
  idempotent: boolean,
): Promise<T> => {
  session.signal.throwIfAborted();
  const response = await session.http.request({
    method: 'POST',
    url: `${session.apiUrl}/graphql`,
    body: { query, variables },
    explain: explain(session.now),
    idempotent,
  });
  const body = response.json<{ readonly data?: T | null } | null>();
  const errors = errorsOf(response);
  if (errors.length > 0) throw failure(errors, response, session.now());
  if (typeof body?.data === 'object' && body.data !== null) return body.data;
  throw new ProviderError('temporary', 'Linear answered without data.', { remoteStatus: response.status });
};

/** A query, or a mutation that may be sent twice. */
export const ask = <T>(session: ProviderSession, query: string, variables: Variables = {}): Promise<T> =>
  send<T>(session, query, variables, true);

/** A mutation that makes something new. */
export const make = <T>(session: ProviderSession, query: string, variables: Variables): Promise<T> =>
  send<T>(session, query, variables, false);

/** Page after page of a list that does not change its order: Linear's cursors are ids. */
export async function* pagesOf<T>(
  load: (after: string | null) => Promise<LinearConnection<T>>,
): AsyncGenerator<readonly T[]> {
  let after: string | null = null;
  do {
    const { nodes, pageInfo } = await load(after);
    yield nodes;
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
}
