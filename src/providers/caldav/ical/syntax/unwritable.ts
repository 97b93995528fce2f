/** Fields that no iCalendar text can say; `path` and `detail` are fit for the organization. */
export class UnwritableError extends Error {
  override readonly name = 'UnwritableError';

  constructor(
    readonly path: string,
    readonly detail: string,
  ) {
    super(`${path}: ${detail}`);
  }
}
