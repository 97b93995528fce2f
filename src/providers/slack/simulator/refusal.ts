import type { SimulatorReply } from '#provider-sdk/simulator';

/** Slack refuses with status 200: https://docs.slack.dev/apis/web-api/#responses */
export class Refusal extends Error {
  constructor(
    readonly error: string,
    private readonly more: Readonly<Record<string, unknown>> = {},
  ) {
    super(`Refused: ${error}`);
  }

  get reply(): SimulatorReply {
    return { status: 200, body: { ok: false, error: this.error, ...this.more } };
  }
}

export const accept = (body: object = {}): SimulatorReply => ({ status: 200, body: { ok: true, ...body } });
