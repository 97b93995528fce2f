import { Injectable, type OnModuleInit, SetMetadata } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { HubError, notFound } from '#kernel';
import type { OAuth2Auth, ProviderManifest } from './manifest.js';
import type { IntegrationProvider } from './provider.js';

const marker = Symbol('causeway:provider');

/** Marks a class as a provider; the registry finds it wherever a provider's module offers an instance. */
export const Provider = (): ClassDecorator => SetMetadata(marker, true);

/** Base URLs an operator put in place of the vendor's (a test installation, an emulator, a data residency region). */
export interface UrlOverrides {
  readonly authorize?: string | undefined;
  readonly token?: string | undefined;
  readonly revoke?: string | undefined;
  readonly api?: string | undefined;
  /** Where apps are installed, with `{slug}`. */
  readonly install?: string | undefined;
  readonly issuer?: string | undefined;
}

/** Injection token value: overrides by provider key, and where the sandboxes are, by the key that they stand for. */
export class ProviderOverrides {
  constructor(
    readonly byKey: Readonly<Record<string, UrlOverrides>>,
    readonly sandboxes: Readonly<Record<string, UrlOverrides>> = {},
  ) {}
}

export interface RegisteredProvider {
  readonly provider: IntegrationProvider;
  /** The manifest with the operator's URLs. */
  readonly manifest: ProviderManifest;
}

@Injectable()
export class ProviderRegistry implements OnModuleInit {
  private readonly entries = new Map<string, RegisteredProvider>();
  /** What was connected in a sandbox can still be looked at while there is none; it reaches nothing. */
  private readonly closed = new Map<string, RegisteredProvider>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly overrides: ProviderOverrides,
  ) {}

  onModuleInit(): void {
    for (const wrapper of this.discovery.getProviders()) {
      const instance: unknown = wrapper.instance;
      if (isProvider(instance)) this.register(instance);
    }
    const unknown = Object.keys(this.overrides.byKey).filter(key => !this.entries.has(key));
    if (unknown.length > 0) {
      const text = `CAUSEWAY_PROVIDER_URLS names unknown providers: ${unknown.join(', ')}`;
      throw new HubError('unknown_provider', 500, text);
    }
  }

  get(key: string): RegisteredProvider {
    const entry = this.entries.get(key) ?? this.closed.get(key);
    if (!entry) throw notFound('provider');
    return entry;
  }

  /** In alphabetical order of their keys. */
  all(): RegisteredProvider[] {
    return [...this.entries.values()].sort((a, b) => a.manifest.key.localeCompare(b.manifest.key));
  }

  private register(provider: IntegrationProvider): void {
    const { key } = provider.manifest;
    if (this.entries.has(key)) throw new Error(`Two providers share the key ${key}`);
    const manifest = overridden(provider.manifest, this.overrides.byKey[key] ?? {});
    this.entries.set(key, { provider, manifest });
    const sandbox = this.overrides.sandboxes[key];
    const twin = sandboxManifest(provider.manifest, sandbox ?? nowhere);
    (sandbox ? this.entries : this.closed).set(twin.key, { provider, manifest: twin });
  }
}

const isProvider = (instance: unknown): instance is IntegrationProvider =>
  typeof instance === 'object' &&
  instance !== null &&
  Reflect.getMetadata(marker, instance.constructor) === true;

const overridden = (manifest: ProviderManifest, urls: UrlOverrides): ProviderManifest => {
  const auth = manifest.auth.kind === 'oauth2' ? signInAt(manifest.auth, urls) : manifest.auth;
  return { ...manifest, auth, ...(urls.api ? { apiUrl: urls.api } : {}) };
};

const signInAt = (auth: OAuth2Auth, urls: UrlOverrides): OAuth2Auth => ({
  ...auth,
  ...(urls.authorize ? { authorizeUrl: urls.authorize } : {}),
  ...(urls.token ? { tokenUrl: urls.token } : {}),
  ...(urls.revoke ? { revokeUrl: urls.revoke } : {}),
  ...(urls.issuer ? { issuer: urls.issuer } : {}),
  ...(urls.install && auth.installation
    ? { installation: { ...auth.installation, installUrl: urls.install } }
    : {}),
});

/** RFC 6761 §6.4: no name below `.invalid` ever leads anywhere. */
const nowhere: UrlOverrides = {
  authorize: 'https://sandbox.invalid/authorize',
  token: 'https://sandbox.invalid/token',
  revoke: 'https://sandbox.invalid/revoke',
  install: 'https://sandbox.invalid/install',
  api: 'https://sandbox.invalid',
};

const sandboxSuffix = '-sandbox';

/** A provider and its sandbox have keys of their own: what belongs to one is never taken to the other. */
export const sandboxKey = (key: string): string => `${key}${sandboxSuffix}`;

/** The same provider at other addresses, with hosts of its own: its credentials cannot reach the vendor, nor the vendor's it. */
const sandboxManifest = (manifest: ProviderManifest, urls: UrlOverrides): ProviderManifest => ({
  ...overridden(manifest, urls),
  key: sandboxKey(manifest.key),
  name: `${manifest.name} (sandbox)`,
  vendor: `${manifest.vendor} (sandbox)`,
  hosts: [],
  sandbox: true,
  guide: 'docs/sandbox.md',
});
