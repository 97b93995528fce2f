import { beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { OpenAPIObject } from '@nestjs/swagger';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import * as prettier from 'prettier';
import { declarationOptions, makeArtefacts } from '../../src/commands/reference/artefacts.js';
import { errorCatalogue } from '../../src/http/index.js';

const text = (file: string): string => readFileSync(file, 'utf8');
const style = JSON.parse(text('.prettierrc.json')) as prettier.Options;

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
const verbs = ['get', 'put', 'post', 'delete', 'patch'] as const;

describe('what is generated and checked in', () => {
  let artefacts: ReadonlyMap<string, string>;
  let operations: readonly { readonly name: string; readonly operation: Operation }[];

  beforeAll(async () => {
    artefacts = await makeArtefacts({
      readme: text('README.md'),
      declare: async document => astToString(await openapiTS(document as OpenAPI3, declarationOptions)),
      format: markdown => prettier.format(markdown, { ...style, parser: 'markdown' }),
    });
    const document = JSON.parse(artefacts.get('docs/api/openapi.json')!) as OpenAPIObject;
    operations = Object.entries(document.paths).flatMap(([route, item]) =>
      verbs.flatMap(verb => {
        const operation = item[verb];
        return operation ? [{ name: `${verb} ${route}`, operation }] : [];
      }),
    );
  });

  it.each([
    'docs/api/openapi.json',
    'src/client/schema.ts',
    'docs/configuration.md',
    'docs/errors.md',
    'README.md',
  ])('%s is what `npm run generate` writes', file => expect(text(file)).toBe(artefacts.get(file)));

  it('is every file that is generated', () => expect(artefacts.size).toBe(5));

  const lacking = (has: (operation: Operation) => boolean): string[] =>
    operations.filter(({ operation }) => !has(operation)).map(({ name }) => name);

  it('gives every operation a tag, a summary and an id of its own', () => {
    expect(operations.length).toBeGreaterThan(50);
    expect(lacking(operation => operation.tags?.length === 1)).toEqual([]);
    expect(lacking(operation => Boolean(operation.summary))).toEqual([]);
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
  });

  it('describes the success and the failure of every operation', () => {
    const successes = (operation: Operation) =>
      Object.entries(operation.responses).filter(([code]) => code.startsWith('2'));
    expect(
      lacking(operation => {
        const [first, ...more] = successes(operation);
        return first !== undefined && more.length === 0 && (first[0] === '204' || 'content' in first[1]!);
      }),
    ).toEqual([]);
    expect(
      lacking(
        ({ responses }) =>
          'application/problem+json' in ((responses['default'] as { content?: object }).content ?? {}),
      ),
    ).toEqual([]);
  });
});

const sources = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts') && !/\.(spec|contract)\.|testing\/|simulator\//.test(file))
    .map(file => path.join(folder, file));

describe('the error catalogue', () => {
  it('explains every code that the sources throw', () => {
    const thrown = /(?:new HubError|conflict)\(\s*'([a-z_]+)'|\bcode: '([a-z_]+)',\s*detail:/g;
    const codes = ['libs', 'src']
      .flatMap(sources)
      .flatMap(file => [...text(file).matchAll(thrown)].map(match => match[1] ?? match[2]!));
    expect(new Set(codes).size).toBeGreaterThan(40);
    expect([...new Set(codes)].filter(code => !Object.hasOwn(errorCatalogue, code)).sort()).toEqual([]);
  });
});
