import { Injectable } from '@nestjs/common';
import { Config } from '#config';
import { OAuthClients } from '#integrations';
import { notFound } from '#kernel';
import { type ProviderManifest, ProviderRegistry, scopeName, secretAuthOf } from '#provider-sdk';
import { readGuide, setUpIn, withAddresses } from '../../commands/connect/guide.js';
import type { GuideMethod, GuideView } from './guides.dto.js';

/** The set-up steps of the documentation, with the addresses of this hub and what the manifest says. */
@Injectable()
export class Guides {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly clients: OAuthClients,
    private readonly config: Config,
  ) {}

  of(key: string): GuideView {
    const manifest = this.registry.all().find(entry => entry.manifest.key === key)?.manifest;
    if (!manifest) throw notFound('provider');
    const isOAuth = manifest.auth.kind === 'oauth2';
    return {
      provider: manifest.key,
      name: manifest.name,
      vendor: manifest.vendor,
      ways: methodsOf(manifest).map(method => this.way(manifest, method)),
      redirectUri: isOAuth ? this.clients.redirectUri(key) : null,
      webhookUrl: manifest.webhooks?.routing.app ? this.webhookUrl(key) : null,
      webhookSecret: manifest.webhooks?.routing.app !== undefined,
      scopes: manifest.scopes.map(use => ({
        scope: scopeName(use),
        purpose: use.purpose,
        reason: use.reason,
        required: use.required,
      })),
      documentation: manifest.guide,
    };
  }

  webhookUrl(key: string): string {
    return `${this.config.webhookUrl}/hooks/${key}`;
  }

  private way(manifest: ProviderManifest, method: GuideMethod): GuideView['ways'][number] {
    const guide = readGuide(manifest.guide);
    const found = guide === null ? null : setUpIn(guide, { provider: manifest.key, method });
    // Webhooks may arrive on another host than people come back to.
    const steps = (found?.steps ?? []).map(step =>
      withAddresses(
        step.replaceAll('https://{hub}', this.config.webhookUrl),
        this.clients.redirectUri(manifest.key),
      ),
    );
    return { method, title: found?.title ?? null, steps };
  }
}

const methodsOf = (manifest: ProviderManifest): GuideMethod[] => {
  const { auth } = manifest;
  const isOAuth = auth.kind === 'oauth2';
  return [
    ...(isOAuth ? (['oauth'] as const) : []),
    ...(isOAuth && auth.installation ? (['installation'] as const) : []),
    ...(secretAuthOf(manifest) ? (['secret'] as const) : []),
  ];
};
