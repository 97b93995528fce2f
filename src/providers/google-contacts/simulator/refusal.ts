import type { SimulatorReply } from '#provider-sdk/simulator';

/** Google's error document: https://cloud.google.com/apis/design/errors */
export const refusal = (code: number, status: string, message: string, reason?: string): SimulatorReply => {
  const detail = {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    ...{ reason, domain: 'people.googleapis.com' },
  };
  return {
    status: code,
    body: { error: { code, message, status, ...(reason ? { details: [detail] } : {}) } },
  };
};

/** Ends the handling of a request with an answer. */
export class Refusal extends Error {
  constructor(readonly reply: SimulatorReply) {
    super(`Refused with ${reply.status}`);
  }
}

export const refuse = (...said: Parameters<typeof refusal>): Refusal => new Refusal(refusal(...said));
export const invalid = (message: string): Refusal => refuse(400, 'INVALID_ARGUMENT', message);
export const missing = (): Refusal => refuse(404, 'NOT_FOUND', 'Requested entity was not found.');
