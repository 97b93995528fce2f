import { z } from 'zod';
import { type ProviderErrorCode, providerErrorCodes } from '#kernel';
import { type ProviderManifest, scopeName } from '#provider-sdk';
import type { Connection } from './connection.entity.js';

export const troubleKinds = ['needs_reauth', 'scope_missing', 'failing', 'revocation_failed'] as const;

export const ConnectionTrouble = z
  .object({
    kind: z.enum(troubleKinds),
    text: z.string().describe('What is the matter, in a sentence for a person'),
    nextStep: z.string().describe('What helps'),
    reconnect: z.boolean().describe('Whether connecting again helps: POST …/connections/{id}/reconnect'),
  })
  .meta({ id: 'ConnectionTrouble' });
export type ConnectionTrouble = z.infer<typeof ConnectionTrouble>;

const reconnect = 'Reconnect it: the person signs in again, and everything that was synchronized stays.';

const steps: Record<ProviderErrorCode, string> = {
  auth_expired: reconnect,
  insufficient_scope:
    'Let somebody with more rights in the account share what is needed, or reconnect and leave every permission ticked.',
  rate_limited: 'Nothing to do: the work goes on by itself once the provider allows it.',
  not_found:
    'Look whether it was deleted or is no longer shared at the provider; then choose another container for the sync.',
  cursor_expired: 'Nothing to do: the next run lists everything and compares.',
  temporary:
    'Nothing to do yet: it is tried again by itself. If it lasts, look at the provider’s status page.',
  permanent: 'Read what the provider says, correct it there, and check the connection again.',
};

/** What helps against a code that a connection failed with last. */
export const stepAfter = (code: string): string => {
  const known = providerErrorCodes.find(name => code === `provider_${name}`);
  return known ? steps[known] : 'Check the connection; if it lasts, tell the operator the time and the code.';
};

/** What keeps a connection from doing its work, and what helps; null when nothing does. */
export const troubleOf = (connection: Connection, manifest: ProviderManifest): ConnectionTrouble | null => {
  const { status, revocation, lastErrorCode, lastErrorDetail } = connection;
  const which = `${manifest.name} of ${connection.remoteAccountName}`;
  if (status === 'disconnected') {
    if (revocation !== 'failed') return null;
    const text = `${manifest.vendor} would not take back the authorization of ${which}. The hub’s copy is destroyed.`;
    const nextStep = `Remove the app in the account’s own settings at ${manifest.vendor}.`;
    return { kind: 'revocation_failed', text, nextStep, reconnect: false };
  }
  if (status === 'needs_reauth') {
    const text = `${manifest.vendor} no longer accepts the authorization of ${which}. Nothing is synchronized.`;
    return { kind: 'needs_reauth', text, nextStep: reconnect, reconnect: true };
  }
  if (lastErrorCode) {
    const text = `${which} failed last: ${lastErrorDetail ?? lastErrorCode}`;
    const needsMore = lastErrorCode === 'provider_insufficient_scope';
    return { kind: 'failing', text, nextStep: stepAfter(lastErrorCode), reconnect: needsMore };
  }
  return unpermitted(connection, manifest, which);
};

const unpermitted = (
  { grantedScopes }: Connection,
  { auth, scopes }: ProviderManifest,
  which: string,
): ConnectionTrouble | null => {
  if (auth.kind !== 'oauth2') return null;
  const missing = scopes.filter(use => use.required && !grantedScopes.includes(scopeName(use)));
  if (missing.length === 0) return null;
  const what = missing.map(({ reason }) => reason.replace(/\.$/, '')).join('; ');
  const text = `${which} lacks a permission that is needed: ${what}.`;
  const nextStep = 'Reconnect it and leave every permission ticked.';
  return { kind: 'scope_missing', text, nextStep, reconnect: true };
};
