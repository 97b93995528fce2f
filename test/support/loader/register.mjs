// Runs TypeScript as the tests and benchmarks find it: `./name.js` is `./name.ts`, and swc compiles it, with the metadata that
// dependency injection needs (Node strips types, but knows no decorators). Compiled files are kept by their content.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';

const root = path.resolve(import.meta.dirname, '../../..');
const options = JSON.parse(readFileSync(path.join(root, '.swcrc'), 'utf8'));
const cache = path.join(root, 'node_modules', '.cache', 'tests');
mkdirSync(cache, { recursive: true });
const isOurs = url => url.startsWith('file:') && !url.includes('/node_modules/');

const compiled = file => {
  const source = readFileSync(file, 'utf8');
  const key = createHash('sha256').update(JSON.stringify(options)).update(file).update(source).digest('hex');
  const kept = path.join(cache, `${key}.js`);
  if (existsSync(kept)) return readFileSync(kept, 'utf8');
  const { code } = transformSync(source, { ...options, swcrc: false, filename: file });
  const own = `${kept}.${process.pid}`;
  writeFileSync(own, code);
  renameSync(own, kept);
  return code;
};

registerHooks({
  resolve(specifier, context, next) {
    // Outside of its own runtime jest's package refuses to be imported; the globals are what it would give.
    if (specifier === '@jest/globals')
      return next('./globals.mjs', { ...context, parentURL: import.meta.url });
    const isRelative = specifier.startsWith('.') && specifier.endsWith('.js');
    if (isRelative && context.parentURL && isOurs(context.parentURL)) {
      const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
      if (existsSync(fileURLToPath(source))) return { url: source.href, shortCircuit: true };
    }
    return next(specifier, context);
  },
  load(url, context, next) {
    const { pathname } = new URL(url);
    if (!isOurs(url) || !pathname.endsWith('.ts')) return next(url, context);
    return { format: 'module', source: compiled(fileURLToPath(url)), shortCircuit: true };
  },
});
