import { existsSync } from 'node:fs';
import path from 'node:path';

/** The folder of the product, from its sources, from dist/ and from dist/bundle alike. */
export const packageRoot = (): string => {
  let folder = import.meta.dirname;
  while (!existsSync(path.join(folder, 'package.json')) && folder !== path.dirname(folder)) {
    folder = path.dirname(folder);
  }
  return folder;
};
