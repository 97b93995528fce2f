import { invalid } from '#kernel';
import type { ProviderManifest } from '#provider-sdk';

export const requireClientFits = (path: string, { auth, name }: ProviderManifest): void => {
  if (auth.kind !== 'oauth2') throw invalid(path, `${name} does not use OAuth`);
};

export const requireInstallable = (path: string, { auth, name }: ProviderManifest): void => {
  if (auth.kind !== 'oauth2' || !auth.installation) throw invalid(path, `${name} has no apps to install`);
};

/** For the audit trail, which never holds the secret itself. */
export const webhookChange = (secret: string | null | undefined): 'kept' | 'removed' | 'set' => {
  if (secret === undefined) return 'kept';
  return secret === null ? 'removed' : 'set';
};
