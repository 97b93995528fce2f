import { CommandProblem, exitCodes, wrong } from '../terminal/index.js';

interface Answered<T> {
  readonly data?: T | undefined;
  readonly error?: unknown;
  readonly response: Response;
}

/** RFC 9457, as the hub answers it. */
interface ProblemDocument {
  readonly code?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly path?: string; readonly detail?: string }[];
}

/** The data of a call; what else the hub answers, or that it does not, ends the command in words. */
export const answerOf = async <T>(url: string, call: Promise<Answered<T>>): Promise<T> => {
  const { data, error, response } = await call.catch((cause: unknown) => {
    throw notReached(url, cause);
  });
  if (response.ok) return data as T;
  throw refusal(url, response.status, error ?? {});
};

export const notReached = (url: string, cause: unknown): CommandProblem =>
  new CommandProblem(exitCodes.notTried, `No hub answers at ${url}${reasonOf(cause)}.`, {
    cure: 'Start it (npm start), or say where it is: --url or CAUSEWAY_URL.',
  });

const reasonOf = (cause: unknown): string => {
  const inner = cause instanceof Error ? (cause.cause ?? cause) : cause;
  if (inner instanceof Error && 'code' in inner) return ` (${String(inner.code)})`;
  return inner instanceof Error && inner.message ? ` (${inner.message})` : '';
};

const cures: Readonly<Record<number, string>> = {
  401: 'The key is unknown, revoked or expired. Run "causeway login" with another one.',
  403: 'The key’s role may not do this. Use a key of an owner or admin.',
  404: 'It does not exist, or belongs to an organization that the key is not for.',
  429: 'Wait a moment and try again.',
  503: 'The hub is there, its database is not: run "causeway doctor".',
};

const refusal = (url: string, status: number, problem: ProblemDocument): CommandProblem => {
  const fields = (problem.errors ?? []).map(field => `${field.path ?? ''}: ${field.detail ?? ''}`);
  const said = problem.detail ?? problem.title;
  if (!said) return wrong(`${url} answered ${status}.`, cures[status] ?? 'Is it a Causeway hub?');
  const others = fields.filter(field => !said.includes(field));
  return new CommandProblem(exitCodes.problem, [said, ...others].join(' '), {
    cure: cures[status],
    code: problem.code,
  });
};
