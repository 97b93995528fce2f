import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const findRoot = (folder: string): string => {
  if (existsSync(path.join(folder, 'package.json'))) return folder;
  const parent = path.dirname(folder);
  if (parent === folder) throw new Error('The package.json of the product is missing');
  return findRoot(parent);
};

/** The folder that the product is installed in, whether it runs from its sources, from `dist` or from the bundle. */
export const productRoot = findRoot(import.meta.dirname);

const { version } = JSON.parse(readFileSync(path.join(productRoot, 'package.json'), 'utf8')) as {
  version: string;
};
export const productVersion = version;
