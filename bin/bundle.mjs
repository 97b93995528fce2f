// Joins the built hub and its packages into the few files of dist/bundle, from which `npm start` serves: finding and reading
// some 2,900 modules one by one is more than half of a start. dist/src stays what the command line and the tests load.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { notInstalled, wholePackages } from './packages.mjs';

process.chdir(path.join(path.dirname(fileURLToPath(import.meta.url)), '..'));

/**
 * To import a module of Node's own reads all it exports, and the getters of `http` load the undici inside of Node for
 * it: 0.1 s of a start. Required, they are read when they are used.
 */
const requiredHttp = {
  name: 'required-http',
  setup(bundle) {
    bundle.onResolve({ filter: /^(node:)?https?$/ }, ({ path: name, kind }) =>
      kind === 'import-statement' ? { path: name, namespace: 'required' } : undefined,
    );
    bundle.onLoad({ filter: /.*/, namespace: 'required' }, ({ path: name }) => ({
      contents: `module.exports = require('${name}')`,
    }));
  },
};

await build({
  entryPoints: ['dist/src/main.js'],
  outdir: 'dist/bundle',
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  // Classes are known by name to dependency injection, entities and errors.
  keepNames: true,
  plugins: [requiredHttp],
  external: [...wholePackages, ...notInstalled],
  // What CommonJS packages expect to find.
  banner: {
    js: `import { createRequire as requireFrom } from 'node:module';
const require = requireFrom(import.meta.url), { filename: __filename, dirname: __dirname } = import.meta;`,
  },
  logLevel: 'warning',
});

// esbuild names every arrow function at the moment it is made, zod's for each schema: 0.1 s of a start. Only what was renamed
// in joining needs its name back.
const always = 'var __name = (target, value) => __defProp(';
const renamed =
  "var __name = (target, value) => target.name === value || target.name === '' ? target : __defProp(";
const files = readdirSync('dist/bundle').map(file => path.join('dist/bundle', file));
const helper = files.find(file => readFileSync(file, 'utf8').includes(always));
if (!helper) throw new Error('esbuild names functions in another way than before: see bin/bundle.mjs');
writeFileSync(helper, readFileSync(helper, 'utf8').replace(always, renamed));
