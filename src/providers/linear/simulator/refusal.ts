/** An error as Linear's GraphQL API answers it, and the status that it comes with. */
export class Refusal extends Error {
  constructor(
    message: string,
    readonly code: string,
    readonly type: string,
    readonly status = 200,
  ) {
    super(message);
  }

  get body(): object {
    const extensions = {
      ...{ type: this.type, code: this.code, statusCode: this.status === 200 ? 400 : this.status },
      ...{ userError: true, userPresentableMessage: this.message },
    };
    return { data: null, errors: [{ message: this.message, extensions }] };
  }
}

export const notFound = (what: string): Refusal =>
  new Refusal(`Entity not found: ${what}`, 'INPUT_ERROR', 'invalid input');
export const invalid = (text: string): Refusal => new Refusal(text, 'INPUT_ERROR', 'invalid input', 400);
export const forbidden = (text: string): Refusal => new Refusal(text, 'FORBIDDEN', 'forbidden', 403);
