/** What a credential's seal holds: the tokens of an OAuth grant, those of an installation, or what a person typed in. */
export type Secret = OAuthSecret | InstallationSecret | TypedSecret;

export interface OAuthSecret {
  readonly kind: 'oauth2';
  readonly accessToken: string;
  readonly refreshToken: string | null;
  readonly tokenType: string;
  /** The person's own token, where the vendor gave one beside the app's. */
  readonly user?: UserToken;
  /** When the app's token ends (RFC 3339); kept only where there are two, since the row knows the earlier end. */
  readonly endsAt?: string | null;
  /** The app's token was renewed and stored, and the person's is still to be: a renewal that was cut off goes on here. */
  readonly owed?: 'user';
}

export interface UserToken {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  readonly endsAt: string | null;
}

/** A token that was minted with the app's key, which stays with the client. */
export interface InstallationSecret {
  readonly kind: 'installation';
  readonly installationId: string;
  readonly accessToken: string;
}

export interface TypedSecret {
  readonly kind: 'typed';
  readonly values: Readonly<Record<string, string>>;
}

export const parseSecret = (text: string): Secret => JSON.parse(text) as Secret;
