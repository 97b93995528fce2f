import { ProviderError } from '#kernel';
import type { ProviderSession } from '#provider-sdk';
import { call } from '../github-api.js';

const mutation = 'mutation($id: ID!) { deleteIssue(input: { issueId: $id }) { clientMutationId } }';

interface GraphqlAnswer {
  readonly errors?: readonly { readonly type?: string; readonly message?: string }[];
}

/**
 * The REST API has no way to delete an issue: https://docs.github.com/en/graphql/reference/mutations#deleteissue
 * An enterprise server has GraphQL beside `/api/v3`. Errors come with status 200.
 */
export const deleteIssue = async (session: ProviderSession, nodeId: string): Promise<void> => {
  const response = await call(session, {
    method: 'POST',
    url: `${session.apiUrl.replace(/\/v3$/, '')}/graphql`,
    body: { query: mutation, variables: { id: nodeId } },
    idempotent: true,
  });
  const [error] = response.json<GraphqlAnswer>().errors ?? [];
  if (!error || error.type === 'NOT_FOUND') return;
  if (error.type === 'RATE_LIMITED')
    throw new ProviderError('rate_limited', 'GitHub’s GraphQL limit is used up.', { retryAfterMs: 60_000 });
  throw new ProviderError(
    'permanent',
    `GitHub did not delete the issue: ${error.message ?? error.type ?? ''}`,
  );
};
