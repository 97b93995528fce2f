import { Injectable, type OnModuleInit, SetMetadata } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { notFound } from '#kernel';
import type { ProviderManifest } from './manifest.js';
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
  readonly issuer?: string | undefined;
}

/** Injection token value: overrides by provider key. */
export class ProviderOverrides {
  constructor(readonly byKey: Readonly<Record<string, UrlOverrides>>) {}
}

export interface RegisteredProvider {
  readonly provider: IntegrationProvider;
  /** The manifest with the operator's URLs. */
  readonly manifest: ProviderManifest;
}

@Injectable()
export class ProviderRegistry implements OnModuleInit {
  private readonly entries = new Map<string, RegisteredProvider>();

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
    if (unknown.length > 0)
      throw new Error(`CAUSEWAY_PROVIDER_URLS names unknown providers: ${unknown.join(', ')}`);
  }

  get(key: string): RegisteredProvider {
    const entry = this.entries.get(key);
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
  }
}

const isProvider = (instance: unknown): instance is IntegrationProvider =>
  typeof instance === 'object' &&
  instance !== null &&
  Reflect.getMetadata(marker, instance.constructor) === true;

const overridden = (manifest: ProviderManifest, urls: UrlOverrides): ProviderManifest => {
  const auth =
    manifest.auth.kind === 'oauth2'
      ? {
          ...manifest.auth,
          ...(urls.authorize ? { authorizeUrl: urls.authorize } : {}),
          ...(urls.token ? { tokenUrl: urls.token } : {}),
          ...(urls.revoke ? { revokeUrl: urls.revoke } : {}),
          ...(urls.issuer ? { issuer: urls.issuer } : {}),
        }
      : manifest.auth;
  return { ...manifest, auth, ...(urls.api ? { apiUrl: urls.api } : {}) };
};
