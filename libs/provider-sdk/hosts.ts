import type { ProviderManifest } from './manifest.js';

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
