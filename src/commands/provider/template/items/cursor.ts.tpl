import { ProviderError } from '#kernel';
import type { ProviderRequest } from '#provider-sdk';

/** `since:` an instant of the vendor's; `list:` and `more:` a page of a listing, or of a list of changes. */
export interface Place {
  readonly kind: 'since' | 'list' | 'more';
  /** null where a listing begins. */
  readonly at: string | null;
}

export const formatCursor = ({ kind, at }: Place): string => `${kind}:${at ?? ''}`;

export const parseCursor = (cursor: string | null): Place => {
  if (cursor === null) return { kind: 'list', at: null };
  const [, kind, at] = /^(since|list|more):(.+)$/.exec(cursor) ?? [];
  if (kind === undefined || at === undefined)
    throw new ProviderError('cursor_expired', 'This cursor is none of __name__’s.');
  return { kind: kind as Place['kind'], at };
};

export const queryOf = ({ kind, at }: Place): NonNullable<ProviderRequest['query']> => {
  if (at === null) return {};
  return kind === 'since' ? { updated_since: at } : { page: at };
};
