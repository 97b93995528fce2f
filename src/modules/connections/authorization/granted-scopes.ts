import { HubError } from '#kernel';
import { type ProviderManifest, scopeName, type ScopeNames } from '#provider-sdk';
import type { TokenResponse } from '../credentials/token-response.js';

const userPrefix = 'user:';
const named = (scope: string): string => scopeName({ scope, grant: 'user' });

/** The two lists that a vendor with two tokens is asked for. */
export const splitScopes = (names: readonly string[]): { app: string[]; user: string[] } => ({
  app: names.filter(name => !name.startsWith(userPrefix)),
  user: names.filter(name => name.startsWith(userPrefix)).map(name => name.slice(userPrefix.length)),
});

/** What both tokens were granted; a token that names no scopes has those that were asked for it (RFC 6749 §5.1). */
export const grantedBy = (
  token: TokenResponse,
  asked: readonly string[],
  { unnamed = [], prefix = '' }: ScopeNames = {},
): string[] => {
  const wish = splitScopes(asked);
  const user = token.user ? (token.user.scopes ?? wish.user) : [];
  const app = (token.scopes ?? wish.app).map(scope =>
    scope.startsWith(prefix) ? scope.slice(prefix.length) : scope,
  );
  const silent = unnamed.filter(scope => wish.app.includes(scope) && !app.includes(scope));
  return [...app, ...silent, ...user.map(named)];
};

const levels = ['read', 'write', 'admin'];

/** Scopes whose permission the account gave the app when it was installed. */
export const grantedByInstallation = (
  manifest: ProviderManifest,
  permissions: Readonly<Record<string, unknown>>,
  asked: readonly string[],
): string[] =>
  manifest.scopes
    .filter(use => asked.includes(scopeName(use)))
    .filter(({ permission }) => {
      if (permission === undefined) return true;
      const [name = '', level = 'read'] = permission.split(':');
      return levels.indexOf(String(permissions[name])) >= levels.indexOf(level);
    })
    .map(scopeName);

export const requireScopes = (manifest: ProviderManifest, granted: readonly string[]): void => {
  const missing = manifest.scopes.filter(use => use.required && !granted.includes(scopeName(use)));
  if (missing.length === 0) return;
  const reasons = missing.map(use => `${scopeName(use)} (${use.reason})`).join('; ');
  throw new HubError(
    'scope_missing',
    422,
    `Not connected: a needed permission was not granted: ${reasons}. Try again and leave it ticked.`,
  );
};
