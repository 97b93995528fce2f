/** What a credential's seal holds: the tokens of an OAuth grant, or what a person typed in. */
export type Secret = OAuthSecret | TypedSecret;

export interface OAuthSecret {
  readonly kind: 'oauth2';
  readonly accessToken: string;
  readonly refreshToken: string | null;
  readonly tokenType: string;
}

export interface TypedSecret {
  readonly kind: 'typed';
  readonly values: Readonly<Record<string, string>>;
}

export const parseSecret = (text: string): Secret => JSON.parse(text) as Secret;
