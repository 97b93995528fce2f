/** RFC 6749 §5.2, and the passing ones of §4.1.2.1. Only `invalid_grant` says that the grant is gone. */
export type TokenError =
  | 'invalid_grant'
  | 'invalid_client'
  | 'invalid_request'
  | 'invalid_scope'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'temporarily_unavailable';

/** Slack: https://docs.slack.dev/authentication/installing-with-oauth#user-scopes */
export interface UserTokenDialect {
  /** Parameter of the authorization request that lists the scopes of the person's own token. */
  readonly scopeParam: string;
  /** Path of the object in the token answer that holds its `access_token`, `refresh_token`, `expires_in`, `scope`. */
  readonly at: readonly string[];
}

/** A way to give tokens back other than RFC 7009, for instance by `DELETE` with a JSON body. */
export interface RevocationDialect {
  readonly method: 'POST' | 'DELETE';
  /** Where the token goes: a member of the form or JSON body, or the request's own bearer token. */
  readonly token: { readonly form: string } | { readonly json: string } | { readonly bearer: true };
  /** `access`: the access token has to be a living one; it is renewed before if need be. Default: `refresh`. */
  readonly which?: 'access' | 'refresh';
  /** Default: as at the token endpoint. A request with a bearer token carries no client. */
  readonly clientAuth?: 'basic' | 'body';
  /** Answers that mean there was nothing left to take back. */
  readonly gone?: { readonly statuses?: readonly number[]; readonly errors?: readonly string[] };
}

/**
 * An app that is installed in an account and acts there as itself: it signs a short JWT with its private key and trades
 * it for a token of the installation. https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app
 */
export interface InstallationAuth {
  /** Page where a person installs the app; `{slug}` is the app's. It takes `state` and hands it back. */
  readonly installUrl: string;
  /** Query parameter of the callback that names the installation. A claim, to be verified. */
  readonly callbackParam: string;
  /** What the JWT (RS256, `iss` the app's id) ends after; vendors take ten minutes at most. */
  readonly jwtSeconds: number;
  /** Below `apiUrl`; `{id}` is the installation's. POST with the JWT answers `{ token, expires_at, permissions }`. */
  readonly mintPath: string;
  /** Below `apiUrl`: the installations that a person's token may speak for, and where the list stands in the answer. */
  readonly list: { readonly path: string; readonly member: string };
  /** Path in a listed installation of the account's name. */
  readonly accountName: readonly string[];
  readonly owner: InstallationOwner;
  /** Below `apiUrl`: DELETE with the installation's own token gives that token back. */
  readonly revokePath?: string;
  /** Headers that the vendor wants with each of these calls. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Who may bring an installation. Vendors list it to whoever can read anything in the account, but it speaks for the whole
 * account: only the person whose own account it is may connect it, or one who administers it.
 */
export interface InstallationOwner {
  /** Below `apiUrl`, asked with the person's token: who they are. */
  readonly person: { readonly path: string; readonly id: readonly string[] };
  /** Path in a listed installation of the account's id, which never changes. */
  readonly accountId: readonly string[];
  /** Below `apiUrl`, asked with the person's token: what they are in the account `{account}`, by its name. */
  readonly membership: {
    readonly path: string;
    /** Path in the answer of the account's id, for a name may have changed hands. */
    readonly accountId: readonly string[];
    /** Members of the answer that must be exactly so. */
    readonly is: Readonly<Record<string, string>>;
  };
}

/** `RemoteAccount.id` of a connection by installation. Deliveries of the vendor may name either this or the bare id. */
export const installationAccount = (id: string): string => `installation:${id}`;

export interface ScopeNames {
  /** Granted with the others and never named in the answer. */
  readonly unnamed?: readonly string[];
  /** May stand before a name in the answer: `https://graph.microsoft.com/User.Read` is `User.Read`. */
  readonly prefix?: string;
}
