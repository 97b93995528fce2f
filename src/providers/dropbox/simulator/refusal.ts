import type { SimulatorReply } from '#provider-sdk/simulator';

/** https://www.dropbox.com/developers/documentation/http/documentation#error-handling */
export class Refusal extends Error {
  constructor(
    readonly path: string,
    private readonly more: Readonly<Record<string, unknown>> = {},
    private readonly status = 409,
  ) {
    super(`Refused: ${path}`);
  }

  get reply(): SimulatorReply {
    const tags = this.path.split('/').reverse();
    const error = tags.reduce<object>(
      (inner, tag, index) => (index === 0 ? { '.tag': tag, ...this.more } : { '.tag': tag, [tag]: inner }),
      {},
    );
    return { status: this.status, body: { error_summary: `${this.path}/..`, error } };
  }
}

/** What is no proper call at all is answered in plain text. */
export const badCall = (route: string, complaint: string): SimulatorReply => ({
  status: 400,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: `Error in call to API function "${route}": ${complaint}`,
});
