import type { SimulatorReply } from '#provider-sdk/simulator';

/** GitHub's error document. */
export const refusal = (status: number, message: string): SimulatorReply => ({
  status,
  body: { message, documentation_url: 'https://docs.github.com/rest', status: String(status) },
});

/** Ends the handling of a request with an answer. */
export class Refusal extends Error {
  constructor(readonly reply: SimulatorReply) {
    super(`Refused with ${reply.status}`);
  }
}

export const refuse = (status: number, message: string): Refusal => new Refusal(refusal(status, message));
