import type { z } from 'zod';
import type { PurposeKey } from '#consent';
import type { ModelName } from '#unified-models';
import type {
  InstallationAuth,
  RevocationDialect,
  ScopeNames,
  TokenError,
  UserTokenDialect,
} from './oauth-dialects.js';
import type { RateLimits } from './rate-limits.js';
import type { WebhookManifest } from './webhook.js';

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
  /**
   * Absolute URLs, overridable by configuration. `issuer` turns the `iss` check on (RFC 9207). `revokeUrl` may hold
   * `{client_id}`.
   */
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  readonly revokeUrl?: string;
  /** How tokens are given back at `revokeUrl`; default: RFC 7009. */
  readonly revocation?: RevocationDialect;
  readonly issuer?: string;
  /** S256 wherever the vendor takes it; `none` needs a reason in the provider's README. */
  readonly pkce: 'S256' | 'none';
  readonly clientAuth: 'basic' | 'body';
  readonly scopeSeparator: ' ' | ',';
  /** Further authorization parameters, such as `access_type=offline`. */
  readonly authorizeParams?: Readonly<Record<string, string>>;
  /** `rotating`: every refresh replaces the refresh token. `static`: it stays. `none`: the access token does not end. */
  readonly refresh: 'static' | 'rotating' | 'none';
  /** A second token, the person's own, in the same answer; scopes with `grant: 'user'` are asked for it. */
  readonly userToken?: UserTokenDialect;
  /** How granted scopes are named in the vendor's token answer, where that differs from how they are asked for. */
  readonly scopeNames?: ScopeNames;
  /** What the vendor's token endpoint calls the errors of RFC 6749 §5.2; others keep their names. */
  readonly tokenErrors?: Readonly<Record<string, TokenError>>;
  /** Answers of the API with another status that mean 401: values of this member of the JSON body. */
  readonly refusedToken?: { readonly member: string; readonly values: readonly string[] };
  /**
   * What has to be known before a person can be sent to sign in, such as the name of their company: strings, asked for when
   * the connect session is made, kept as the connection's settings. The URLs above and `apiUrl` may hold `{name}` of each;
   * a value that stands there is letters, digits and hyphens only.
   */
  readonly settings?: z.ZodObject;
  /** The other way in, for those who have no OAuth client. */
  readonly secret?: SecretAuth;
  /** The app can also be installed in an account and act as itself there. */
  readonly installation?: InstallationAuth;
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
  /** `user`: asked for the person's own token (`OAuth2Auth.userToken`), not for the app's. */
  readonly grant?: 'user';
  /** What an installation needs instead, e.g. `issues:write`; without it every installation has this scope. */
  readonly permission?: string;
  /** Purpose (libs/consent) that the scope serves. */
  readonly purpose: PurposeKey;
  /** One plain sentence for the person who is asked to agree. */
  readonly reason: string;
  /** Without a required scope nothing works; without another one the named powers are missing. */
  readonly required: boolean;
}

/** How a scope is named in lists of asked and granted ones: those of the person's own token begin with `user:`. */
export const scopeName = ({ scope, grant }: Pick<ScopeUse, 'scope' | 'grant'>): string =>
  grant === 'user' ? `user:${scope}` : scope;

export interface ModelPowers {
  readonly model: ModelName;
  readonly purpose: PurposeKey;
  readonly powers: readonly ('pull' | 'push' | 'delete')[];
  /** What a container of this model is called at the vendor: "calendar", "list", "board". */
  readonly containerName: string;
  /**
   * For vendors whose changes leave something out (deletions, mostly): how often a scheduled run lists everything
   * instead, in hours.
   */
  readonly listEveryHours?: number;
  /** Fields that are read, kept and written only under a consent of their own, beside the sync's. */
  readonly guarded?: readonly GuardedFields[];
}

export interface GuardedFields {
  readonly purpose: PurposeKey;
  readonly fields: readonly string[];
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
  readonly limits: RateLimits;
  /** Seconds a push subscription lives, when the provider has one. */
  readonly subscriptionSeconds?: number;
  /** Present when the vendor pushes. */
  readonly webhooks?: WebhookManifest;
  /** A simulator inside the hub stands for the vendor. */
  readonly sandbox?: boolean;
  /** Guide in `docs/providers/`. */
  readonly guide: string;
}
