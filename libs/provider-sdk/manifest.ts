import type { z } from 'zod';
import type { PurposeKey } from '#consent';
import type { ModelName } from '#unified-models';

export type Category =
  | 'calendar'
  | 'tasks'
  | 'contacts'
  | 'messages'
  | 'mail'
  | 'files'
  | 'employees'
  | 'tickets'
  | 'meetings'
  | 'identity';

/** OAuth 2.0 authorization code (RFC 6749 §4.1). The switches are the dialects that vendors really have. */
export interface OAuth2Auth {
  readonly kind: 'oauth2';
  /** Absolute URLs, overridable by configuration. `issuer` turns the `iss` check on (RFC 9207). */
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  readonly revokeUrl?: string;
  readonly issuer?: string;
  /** S256 wherever the vendor takes it; `none` needs a reason in the provider's README. */
  readonly pkce: 'S256' | 'none';
  readonly clientAuth: 'basic' | 'body';
  readonly scopeSeparator: ' ' | ',';
  /** Further authorization parameters, such as `access_type=offline`. */
  readonly authorizeParams?: Readonly<Record<string, string>>;
  /** `rotating`: every refresh replaces the refresh token. `static`: it stays. `none`: the access token does not end. */
  readonly refresh: 'static' | 'rotating' | 'none';
}

/** A secret that the person creates at the vendor: an API key, or a user name with an app password. */
export interface SecretAuth {
  readonly kind: 'api_key' | 'basic';
  /** Strict schema of what the person types in; fields marked `.meta({ secret: true })` are never echoed. */
  readonly credentials: z.ZodObject;
  /** How `credentials` become a header of each request. */
  readonly header: (credentials: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;
}

export type ProviderAuth = OAuth2Auth | SecretAuth;

export interface ScopeUse {
  readonly scope: string;
  /** Purpose (libs/consent) that the scope serves. */
  readonly purpose: PurposeKey;
  /** One plain sentence for the person who is asked to agree. */
  readonly reason: string;
  /** Without a required scope nothing works; without another one the named powers are missing. */
  readonly required: boolean;
}

export interface ModelPowers {
  readonly model: ModelName;
  readonly purpose: PurposeKey;
  readonly powers: readonly ('pull' | 'push' | 'delete')[];
  /** What a container of this model is called at the vendor: "calendar", "list", "board". */
  readonly containerName: string;
}

/** A provider's static self-description. Data only: the core reads it and never asks which provider it is. */
export interface ProviderManifest {
  readonly key: string;
  readonly name: string;
  readonly vendor: string;
  readonly category: Category;
  readonly auth: ProviderAuth;
  readonly scopes: readonly ScopeUse[];
  /**
   * Base URL of the API, overridable by configuration. `{name}` takes a field of the connection's credentials or
   * settings, e.g. `{serverUrl}`.
   */
  readonly apiUrl: string;
  /** Hosts a credential may be sent to, `*.example.com` allowed, besides those of `apiUrl`. */
  readonly hosts: readonly string[];
  readonly models: readonly ModelPowers[];
  /** What the hub allows itself towards one account; a vendor's own headers correct it downwards. */
  readonly limits: { readonly requestsPerSecond: number; readonly concurrent: number };
  /** Seconds a push subscription lives, when the provider has one. */
  readonly subscriptionSeconds?: number;
  /** Guide in `docs/providers/`. */
  readonly guide: string;
}
