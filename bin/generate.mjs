#!/usr/bin/env node
// Writes what is derived from the code and checked in: the OpenAPI document, the typed client's declarations, the pages
// of settings and errors, the README's provider table. Describes dist/, so build first; it installs and builds nothing.
// test/architecture/generated.spec.ts fails when a file is not what this would write.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';
import * as prettier from 'prettier';

process.chdir(path.join(path.dirname(fileURLToPath(import.meta.url)), '..'));

const { declarationOptions, makeArtefacts } = await import('../dist/src/commands/reference/artefacts.js');
const style = JSON.parse(readFileSync('.prettierrc.json', 'utf8'));
const artefacts = await makeArtefacts({
  readme: readFileSync('README.md', 'utf8'),
  declare: async document => astToString(await openapiTS(document, declarationOptions)),
  format: markdown => prettier.format(markdown, { ...style, parser: 'markdown' }),
});
for (const [file, text] of artefacts) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  process.stdout.write(`${file}\n`);
}
