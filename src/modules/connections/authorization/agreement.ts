import { createHash } from 'node:crypto';
import { type PurposeKey, purposeOf } from '#consent';
import { type ModelPowers, type ProviderManifest, scopeName } from '#provider-sdk';

/** One purpose as the person reads it. */
export interface AskedPurpose {
  readonly key: PurposeKey;
  readonly name: string;
  readonly description: string;
  /** One sentence each. */
  readonly reasons: readonly string[];
}

/** What a person is asked to agree to, in words, and which edition of the words it is. */
export interface Agreement {
  readonly purposes: readonly AskedPurpose[];
  /** Of exactly this text: stored with the consent, so that what was read can be told later. */
  readonly textVersion: string;
}

/** What a person agreed to and how that reached us, kept while they sign in at the vendor. */
export interface KeptAgreement {
  readonly purposes: readonly PurposeKey[];
  readonly textVersion: string;
  /** RFC 3339. */
  readonly at: string;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly requestId: string;
}

const verbs = { pull: 'read', push: 'change', delete: 'delete' } as const;

const powersOf = ({ model, containerName, powers }: ModelPowers): string => {
  const list = powers.map(power => verbs[power]);
  const last = list.at(-1) ?? 'read';
  const may = list.length > 1 ? `${list.slice(0, -1).join(', ')} and ${last}` : last;
  return `It may ${may} ${model.replaceAll('_', ' ')}s, in each ${containerName} that is chosen, and in no other.`;
};

/** The purposes that a session's scopes serve; a provider without scopes serves those of its models. */
const keysOf = (manifest: ProviderManifest, scopes: readonly string[]): PurposeKey[] => {
  const asked = manifest.scopes.filter(use => scopes.includes(scopeName(use))).map(use => use.purpose);
  const models = manifest.auth.kind === 'oauth2' ? [] : manifest.models.map(({ purpose }) => purpose);
  return [...new Set([...asked, ...models])];
};

export const agreementOf = (
  manifest: ProviderManifest,
  scopes: readonly string[],
  organization: string,
): Agreement => {
  const purposes = keysOf(manifest, scopes).map(key => {
    const { name, description } = purposeOf(key);
    const uses = manifest.scopes.filter(({ purpose }) => purpose === key);
    const asked = uses.filter(use => scopes.includes(scopeName(use)));
    const models = manifest.models.filter(({ purpose }) => purpose === key);
    // With some of the scopes left out it may do less, which their own reasons say.
    const powers = asked.length === uses.length ? models.map(powersOf) : [];
    return { key, name, description, reasons: [...new Set([...asked.map(use => use.reason), ...powers])] };
  });
  const text = JSON.stringify([manifest.vendor, manifest.name, organization, purposes]);
  return { purposes, textVersion: createHash('sha256').update(text).digest('hex').slice(0, 16) };
};
