import type { Schemas } from '../../../src/client/index.js';

type Document = Schemas['Problem'];

/** What the hub answered instead of what was asked for (RFC 9457), or that it could not be reached. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly document: Document | null = null,
  ) {
    super(message);
  }

  /** What is wrong with each field of a form, by the form's names: `settings.intervalSeconds`. The words are for people. */
  get fields(): Readonly<Record<string, string>> {
    const errors = this.document?.errors ?? [];
    return Object.fromEntries(
      errors.map(({ path, detail }) => [
        path.replace(/^\/?(body\/)?/, '').replaceAll('/', '.'),
        detail.charAt(0).toUpperCase() + detail.slice(1),
      ]),
    );
  }
}

const isDocument = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && 'code' in value && 'detail' in value;

export const problemOf = (value: unknown): Problem => {
  if (value instanceof Problem) return value;
  if (isDocument(value)) return new Problem(value.status, value.code, value.detail, value);
  return new Problem(0, 'unreachable', 'The hub does not answer. Check that it runs, then try again.');
};
