import { ProviderError } from '#kernel';
import {
  type ProviderRequest,
  type ProviderResponse,
  type ProviderSession,
  retryAfterMs,
} from '#provider-sdk';

/** BambooHR says "slow down" by 503 with Retry-After; a 503 without it is trouble like any other. */
const explain =
  (now: Date) =>
  ({ status, headers }: ProviderResponse): Error | undefined => {
    const wait = retryAfterMs(headers['retry-after'], now);
    if (status === 503 && wait !== undefined)
      return new ProviderError('rate_limited', 'BambooHR asks to slow down.', {
        remoteStatus: status,
        retryAfterMs: wait,
      });
    if (status !== 409) return undefined;
    return new ProviderError('permanent', reasonOf(headers), { remoteStatus: status });
  };

/** What is wrong is said in a header. https://documentation.bamboohr.com/docs/api-details */
const reasonOf = (headers: Readonly<Record<string, string>>): string => {
  const said = headers['x-bamboohr-error-message']?.slice(0, 300);
  return `BambooHR refused a value${said ? `: ${said}` : ', or somebody else has it already.'}`;
};

/** Without the Accept header BambooHR answers XML. */
export const call = (session: ProviderSession, request: ProviderRequest): Promise<ProviderResponse> =>
  session.http.request({
    explain: explain(session.now()),
    ...request,
    headers: { accept: 'application/json', ...request.headers },
  });

export const employeePath = (id: string): string => `/employees/${encodeURIComponent(id)}`;
