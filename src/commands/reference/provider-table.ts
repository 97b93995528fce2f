import path from 'node:path';
import type { ProviderManifest } from '#provider-sdk';

const start = '<!-- providers:start -->';
const end = '<!-- providers:end -->';

const signIns: Readonly<Record<ProviderManifest['auth']['kind'], string>> = {
  oauth2: 'OAuth 2.0',
  basic: 'user name and app password',
  api_key: 'API key',
};

const row = (manifest: ProviderManifest): string => {
  const models = manifest.models.map(({ model, powers }) => `${model}: ${powers.join(', ')}`);
  const guide = path.basename(manifest.guide);
  const cells = [
    manifest.name,
    `\`${manifest.key}\``,
    signIns[manifest.auth.kind],
    models.join('<br>'),
    `[${guide}](docs/providers/${guide})`,
  ];
  return `| ${cells.join(' | ')} |`;
};

/** The README with its provider table made from the manifests. */
export const withProviderTable = (readme: string, manifests: readonly ProviderManifest[]): string => {
  const from = readme.indexOf(start);
  const to = readme.indexOf(end);
  if (from === -1 || to < from) throw new Error(`README.md needs the markers ${start} and ${end}`);
  const head = '| Provider | Key | Sign-in | Models and powers | Guide |\n| --- | --- | --- | --- | --- |';
  const table = [head, ...manifests.map(row)].join('\n');
  return `${readme.slice(0, from)}${start}\n\n${table}\n\n${readme.slice(to)}`;
};
