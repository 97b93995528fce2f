import { p } from '@mikro-orm/core';
import { newId } from '#kernel';

/**
 * The columns every organization-owned table has. Row-level security for such a table is made by
 * `select causeway_protect('<table>')` in its migration; `test/isolation` proves that none was forgotten.
 */
export const organizationScoped = {
  id: p.uuid().primary().onCreate(newId),
  organizationId: p.uuid(),
} as const;
