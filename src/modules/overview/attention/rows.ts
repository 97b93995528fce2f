import type { AttentionItem } from '../overview.dto.js';

/** Of one sort at most; who has more than these sees that there is more. */
export const perSort = 20;

export const here = 'organization_id = app_organization()';

export const timeOf = (value: Date | string | null): string | null =>
  value === null ? null : new Date(value).toISOString();

export const several = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`;

/** Something that looks for what needs somebody, inside the caller's transaction. */
export interface Watch {
  look(now: Date, since: Date): Promise<AttentionItem[]>;
}
