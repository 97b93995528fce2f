import { createHash } from 'node:crypto';
import { currentContext, newId } from '#kernel';

/** What makes a wish the same one: who repeats it, on which connection, and what exactly. */
export interface Wish {
  readonly connectionId: string;
  readonly name: string;
  readonly input: unknown;
  readonly idempotencyKey: string | undefined;
}

/**
 * The key that a provider recognises a repetition by. It says nothing by itself, because it may lie in a provider where
 * others see it, and two organizations that reach one account never share one.
 */
export const actionKey = ({ connectionId, name, input, idempotencyKey }: Wish): string => {
  if (idempotencyKey === undefined) return newId();
  const { organizationId, actor } = currentContext() ?? {};
  const parts = [organizationId, actor?.kind, actor?.id, connectionId, name, idempotencyKey, input];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
};
