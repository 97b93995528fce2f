import type { SimulatorReply } from '#provider-sdk/simulator';

/** Google's error document: https://developers.google.com/workspace/calendar/api/guides/errors */
export const refusal = (code: number, reason: string, message: string): SimulatorReply => ({
  status: code,
  body: { error: { code, message, errors: [{ domain: 'calendar', reason, message }] } },
});

/** Ends the handling of a request with an answer. */
export class Refusal extends Error {
  constructor(readonly reply: SimulatorReply) {
    super(`Refused with ${reply.status}`);
  }
}

export const refuse = (code: number, reason: string, message: string): Refusal =>
  new Refusal(refusal(code, reason, message));
