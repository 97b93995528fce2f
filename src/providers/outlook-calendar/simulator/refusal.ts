import type { SimulatorReply } from '#provider-sdk/simulator';

/** Graph's error document: https://learn.microsoft.com/graph/errors */
export const refusal = (status: number, code: string, message: string): SimulatorReply => ({
  status,
  body: { error: { code, message, innerError: { 'request-id': '00000000-0000-0000-0000-000000000000' } } },
});

/** Ends the handling of a request with an answer. */
export class Refusal extends Error {
  constructor(readonly reply: SimulatorReply) {
    super('refused');
  }
}

export const refuse = (status: number, code: string, message: string): Refusal =>
  new Refusal(refusal(status, code, message));
