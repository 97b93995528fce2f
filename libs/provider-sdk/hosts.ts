import type { OAuth2Auth, ProviderManifest, SecretAuth } from './manifest.js';

/** Fills `{name}` in a URL of a manifest from a connection's settings. */
export const fillTemplate = (template: string, values: Readonly<Record<string, string>>): string =>
  template
    .replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name];
      if (value === undefined)
        throw new Error(`The manifest asks for ${name}, which the connection does not have`);
      return value;
    })
    .replace(/\/+$/, '');

/** The hosts that a connection's credential may be sent to: those of the manifest and of its API address. */
export const allowedHosts = (manifest: ProviderManifest, apiUrl: string): string[] => [
  ...new Set([...manifest.hosts, new URL(apiUrl).hostname]),
];

/** Fills `{name}` of the settings in the addresses where a person signs in; other names stay for whoever knows them. */
export const signInOf = (auth: OAuth2Auth, settings: Readonly<Record<string, string>>): OAuth2Auth => {
  const fill = (url: string): string =>
    url.replace(/\{(\w+)\}/g, (whole, name: string) => settings[name] ?? whole);
  return {
    ...auth,
    authorizeUrl: fill(auth.authorizeUrl),
    tokenUrl: fill(auth.tokenUrl),
    ...(auth.revokeUrl === undefined ? {} : { revokeUrl: fill(auth.revokeUrl) }),
  };
};

/** Names that stand in an address of the manifest, and so may become part of a host. */
export const addressNames = ({ auth, apiUrl }: ProviderManifest): ReadonlySet<string> => {
  const urls = auth.kind === 'oauth2' ? [auth.authorizeUrl, auth.tokenUrl, auth.revokeUrl ?? ''] : [];
  const found = [...urls, apiUrl].flatMap(url =>
    [...url.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? ''),
  );
  return new Set(found);
};

/** How a person connects by typing a secret; undefined where only OAuth leads in. */
export const secretAuthOf = ({ auth }: ProviderManifest): SecretAuth | undefined =>
  auth.kind === 'oauth2' ? auth.secret : auth;
