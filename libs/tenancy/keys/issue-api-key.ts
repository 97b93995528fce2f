import { newId } from '#kernel';
import { ApiKey } from './api-key.entity.js';
import type { Role } from '../access/roles.js';
import { newSecret } from '../credentials/secret.js';

export interface NewApiKey {
  readonly organizationId: string;
  readonly memberId: string | null;
  readonly name: string;
  readonly role: Role;
  readonly scopes: readonly string[];
  readonly expiresAt: Date | null;
  /** Id of whoever made it. */
  readonly createdBy: string;
  readonly createdAt: Date;
}

/** A key to persist, and its plain text to show once. */
export const issueApiKey = (facts: NewApiKey): { key: ApiKey; plain: string } => {
  const { plain, prefix, hash } = newSecret('api_key');
  const key = new ApiKey();
  Object.assign(key, {
    id: newId(),
    ...facts,
    scopes: [...facts.scopes],
    prefix,
    hash,
    lastUsedAt: null,
    revokedAt: null,
    successorId: null,
  });
  return { key, plain };
};
