import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { modelNames } from '#unified-models';
import { type OAuth2Auth, type ProviderManifest, scopeName } from '../../manifest.js';
import { runner } from '../runner.js';

/** `withoutPkce` names the keys of manifests whose guide gives the reason for going without PKCE. */
export interface ManifestSuiteOptions {
  readonly withoutPkce?: readonly string[];
  /** Where `docs/providers` is; default: the working directory. */
  readonly root?: string;
}

/** What every manifest promises, whatever the provider. */
export const manifestSuite = (
  manifests: readonly ProviderManifest[],
  options: ManifestSuiteOptions = {},
): void => {
  const { describe, expect, it } = runner();
  it('have keys of their own', () => {
    const keys = manifests.map(manifest => manifest.key);
    expect(new Set(keys).size).toBe(keys.length);
  });
  for (const manifest of manifests) {
    describe(`the manifest of ${manifest.key}`, () => {
      generalTests(manifest, options);
      if (manifest.auth.kind === 'oauth2') oauthTests(manifest, manifest.auth, options);
    });
  }
};

const generalTests = (manifest: ProviderManifest, options: ManifestSuiteOptions): void => {
  const { expect, it } = runner();

  it('has a kebab-case key, a name and a vendor', () => {
    expect(manifest.key).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
    expect([manifest.name.trim(), manifest.vendor.trim()]).not.toContain('');
  });

  it('has an API address whose host a credential may be sent to', () => {
    const template = /^\{\w+\}/.test(manifest.apiUrl);
    if (template) {
      expect(manifest.auth.kind).not.toBe('oauth2');
      return;
    }
    const url = new URL(manifest.apiUrl.replaceAll(/\{\w+\}/g, 'x'));
    expect(url.protocol).toBe('https:');
    expect(manifest.hosts.some(host => covers(host, url.hostname))).toBe(true);
  });

  it('names hosts, not addresses', () => {
    for (const host of manifest.hosts) expect(host).toMatch(/^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+$/);
  });

  it('has models that exist, each once', () => {
    const names = manifest.models.map(({ model }) => model);
    expect(new Set(names).size).toBe(names.length);
    expect(modelNames).toEqual(expect.arrayContaining(names));
  });

  it('has limits that let work proceed', () => {
    expect(manifest.limits.requestsPerSecond).toBeGreaterThan(0);
    expect(manifest.limits.requestsPerSecond).toBeLessThanOrEqual(100);
    expect(Number.isInteger(manifest.limits.concurrent)).toBe(true);
    expect(manifest.limits.concurrent).toBeGreaterThan(0);
    expect(manifest.limits.concurrent).toBeLessThanOrEqual(50);
  });

  it('has a guide that exists', () => {
    const path = manifest.guide.includes('/') ? manifest.guide : `docs/providers/${manifest.guide}`;
    expect(existsSync(resolve(options.root ?? process.cwd(), path))).toBe(true);
  });
};

const oauthTests = (manifest: ProviderManifest, auth: OAuth2Auth, options: ManifestSuiteOptions): void => {
  const { expect, it } = runner();

  it('speaks OAuth over https only', () => {
    const urls = [auth.authorizeUrl, auth.tokenUrl, auth.revokeUrl, auth.issuer].filter(
      url => url !== undefined,
    );
    for (const url of urls) expect(new URL(url.replaceAll(/\{\w+\}/g, 'x')).protocol).toBe('https:');
  });

  it('uses PKCE S256, or has a reason not to', () => {
    expect(auth.pkce === 'S256' || (options.withoutPkce ?? []).includes(manifest.key)).toBe(true);
  });

  it('has a required scope for the purpose of each model', () => {
    for (const { purpose } of manifest.models) {
      expect(manifest.scopes).toContainEqual(expect.objectContaining({ purpose, required: true }));
    }
  });

  it('says in a sentence why it asks for each scope', () => {
    const scopes = manifest.scopes.map(scopeName);
    expect(new Set(scopes).size).toBe(scopes.length);
    for (const { reason } of manifest.scopes) expect(reason).toMatch(/^\S.{10,}\.$/);
  });
};

const covers = (host: string, name: string): boolean =>
  host.startsWith('*.') ? name.endsWith(host.slice(1)) : host === name;
