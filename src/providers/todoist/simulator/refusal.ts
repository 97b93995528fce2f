import type { SimulatorReply } from '#provider-sdk/simulator';
import type { TodoistErrorBody } from '../todoist.types.js';

const codes: Readonly<Record<number, number>> = { 400: 20, 401: 401, 403: 403, 404: 478, 429: 35 };

/** Todoist's error document, of an answer or of one command. */
export const errorOf = (status: number, error: string, tag: string): TodoistErrorBody => ({
  error,
  error_tag: tag,
  error_code: codes[status] ?? 0,
  error_extra: { ...(status === 429 ? { retry_after: 7 } : {}) },
  http_code: status,
});

export const refusal = (status: number, error: string, tag: string): SimulatorReply => ({
  status,
  body: errorOf(status, error, tag),
});

/** Ends the handling of a request, or of one command, with an error. */
export class Refusal extends Error {
  constructor(readonly body: TodoistErrorBody) {
    super(body.error ?? '');
  }
}

export const refuse = (status: number, error: string, tag: string): Refusal =>
  new Refusal(errorOf(status, error, tag));
