import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { templatesOf, termsOf } from './plan.js';
import { withProvider } from './registry-line.js';
import { fill } from './template.js';
import { isRefused, type NewProviderOptions, type Problem, readWish, type Wish } from './wish.js';

const registry = 'src/providers/index.ts';
const templates = 'src/commands/provider/template';

export interface Refused {
  readonly problems: readonly Problem[];
}

export interface Written {
  readonly key: string;
  readonly files: readonly string[];
  /** Commands that the author runs now. */
  readonly next: readonly string[];
}

/** Writes a provider whose contract suite passes, or nothing. */
export const newProvider = (key: string, options: NewProviderOptions, root: string): Refused | Written => {
  const wish = readWish(key, options, takenKeys(root));
  if (isRefused(wish)) return { problems: wish };
  const files = write(wish, root);
  const format = isFormatted(root, files) ? [] : ['npm run fix'];
  const spec = `npm test -- --selectProjects unit --testPathPatterns src/providers/${key}/`;
  return { key, files, next: [...format, spec, 'npm run generate'] };
};

/** `causeway provider new`. Exit code 0 written, 1 refused. */
export const printNewProvider = (key: string, options: NewProviderOptions): number => {
  const done = newProvider(key, options, sourcesRoot());
  const isWritten = 'files' in done;
  if (options.json) process.stdout.write(`${JSON.stringify(done, null, 2)}\n`);
  else if (isWritten) process.stdout.write(summaryOf(done));
  else process.stderr.write(done.problems.map(({ option, detail }) => `${option} ${detail}\n`).join(''));
  return isWritten ? 0 : 1;
};

const summaryOf = ({ files, next }: Written): string =>
  `Written:\n${list(files)}\nNext, with docs/writing-a-provider.md beside it:\n${list(next)}`;

const list = (lines: readonly string[]): string => lines.map(line => `  ${line}\n`).join('');

/** Providers are written where their sources are, whether this runs compiled or not. */
const sourcesRoot = (): string => {
  for (let folder = import.meta.dirname; folder !== path.dirname(folder); folder = path.dirname(folder))
    if (existsSync(path.join(folder, registry))) return folder;
  throw new Error('A provider is written into a checkout of the sources, and this is none');
};

/** Folders, guides, and the keys of manifests, for one folder may serve several providers. */
const takenKeys = (root: string): string[] => {
  const names = [
    ...globSync('src/providers/*/', { cwd: root }),
    ...globSync('docs/providers/*.md', { cwd: root }),
  ];
  const manifests = globSync('src/providers/*/*.manifest.ts', { cwd: root });
  const keys = manifests.flatMap(file => {
    const text = readFileSync(path.join(root, file), 'utf8');
    return [...text.matchAll(/^ {2}key: '([a-z0-9-]+)',$/gm)].map(([, key = '']) => key);
  });
  return [...new Set([...names.map(name => path.basename(name, '.md')), ...keys])].sort();
};

/** All texts are made before the first is written. */
const write = (wish: Wish, root: string): string[] => {
  const terms = termsOf(wish);
  const texts = [...templatesOf(wish)].map(([file, template]) => {
    const text = readFileSync(path.join(root, templates, template), 'utf8');
    return [file, fill(text, terms)] as const;
  });
  const registered = withProvider(readFileSync(path.join(root, registry), 'utf8'), wish.key);
  for (const [file, text] of texts) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text, { flag: 'wx' });
  }
  writeFileSync(path.join(root, registry), registered);
  return [...texts.map(([file]) => file), registry];
};

/** Lines break where the names are long. Without the development packages the author does it. */
const isFormatted = (root: string, files: readonly string[]): boolean => {
  const prettier = path.join(root, 'node_modules/prettier/bin/prettier.cjs');
  if (!existsSync(prettier)) return false;
  const done = spawnSync(process.execPath, [prettier, '--log-level=warn', '--write', ...files], {
    cwd: root,
  });
  return done.status === 0;
};
