import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { modelNames } from '#unified-models';
import { newProvider, type Written } from './new-provider.js';
import { authKinds, type NewProviderOptions, webhookKinds } from './wish.js';

const sources = process.cwd();
let root: string;

beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'causeway-provider-'));
  for (const file of [
    'package.json',
    'tsconfig.json',
    'src/providers/index.ts',
    'src/commands/provider/template',
  ])
    cpSync(path.join(sources, file), path.join(root, file), { recursive: true });
  for (const folder of ['docs/providers', 'src/providers/caldav'])
    mkdirSync(path.join(root, folder), { recursive: true });
  const fastmail = 'src/providers/caldav/fastmail.manifest.ts';
  cpSync(path.join(sources, fastmail), path.join(root, fastmail));
});
afterAll(() => rmSync(root, { recursive: true }));

const text = (file: string): string => readFileSync(path.join(root, file), 'utf8');

const right: NewProviderOptions = { name: 'Acme', auth: 'oauth2', model: 'task' };

const problems = (key: string, options: NewProviderOptions = right): string => {
  const done = newProvider(key, options, root);
  return 'problems' in done
    ? done.problems.map(({ option, detail }) => `${option} ${detail}`).join('\n')
    : 'none';
};

describe('a provider that is refused', () => {
  it('has a key that is none, with an example of one', () => {
    for (const key of ['Acme', 'acme_tasks', '../acme', 'a', '-acme', 'acme--tasks'])
      expect(problems(key)).toMatch(/^key is “.*”: expected 2 to 40 lower-case .* such as google-tasks$/);
  });

  it('has a key that exists as a folder, or as a further manifest of one', () => {
    expect(problems('caldav')).toMatch(/^key is “caldav”, which exists; there are .*caldav/);
    expect(problems('fastmail-calendar')).toContain('which exists');
  });

  it('has options that nobody knows, and is told of all of them with what there is', () => {
    const said = problems('acme', {
      name: '`x`',
      auth: 'magic',
      model: 'tasks',
      webhooks: 'yes',
      container: 'a/b',
    });
    expect(said.split('\n').map(line => line.split(' ')[0])).toEqual([
      ...['--name', '--auth', '--model', '--webhooks', '--container'],
    ]);
    expect(said).toContain(`expected one of ${modelNames.join(', ')}`);
    expect(said).toContain(`expected one of ${authKinds.join(', ')}`);
    expect(problems('acme', {})).toContain('--model is missing: expected one of');
  });

  it('leaves everything as it was', () => {
    expect(text('src/providers/index.ts')).toBe(readFileSync('src/providers/index.ts', 'utf8'));
  });
});

describe('providers that are written', () => {
  const wishes = modelNames.map((model, index) => ({
    key: `acme-${model.replace('_', '-')}`,
    options: {
      name: 'Acme (Ltd)',
      model,
      auth: authKinds[index % 3] ?? '',
      webhooks: webhookKinds[index % 2] ?? '',
    },
  }));
  let written: Written[];

  beforeAll(() => {
    // The packages come only afterwards: without them nothing is formatted, which takes a second for each provider.
    const done = wishes.map(({ key, options }) => newProvider(key, options, root));
    written = done.filter(result => 'files' in result);
    for (const folder of ['libs', 'node_modules'])
      symlinkSync(path.join(sources, folder), path.join(root, folder));
  });

  it('have a folder, a guide and a line in the registry, and say so', () => {
    expect(written.map(({ key }) => key)).toEqual(wishes.map(({ key }) => key));
    for (const { key, files, next } of written) {
      for (const part of ['manifest', 'module', 'provider', 'types', 'mapping', 'contract', 'provider.spec'])
        expect(files).toContain(`src/providers/${key}/${key}.${part}.ts`);
      expect(files).toEqual(expect.arrayContaining([`docs/providers/${key}.md`, 'src/providers/index.ts']));
      expect(text('src/providers/index.ts')).toContain(`from './${key}/index.js';`);
      expect(next).toEqual([
        'npm run fix',
        expect.stringContaining(`src/providers/${key}/`),
        'npm run generate',
      ]);
    }
  });

  it('have webhooks when they were wished for, and nothing left of the templates', () => {
    for (const { key, files } of written) {
      const wish = wishes.find(one => one.key === key)?.options;
      expect(files.some(file => file.endsWith('webhooks.ts'))).toBe(wish?.webhooks === 'hmac');
      for (const file of files) expect(text(file)).not.toMatch(/__\w+__|#if|#end|TODO/);
    }
  });

  it('say where their authors go on', () => {
    for (const part of ['manifest', 'types', 'fields', 'contract'])
      expect(text(`src/providers/acme-task/acme-task.${part}.ts`)).toContain('Change here');
  });

  it('are not written a second time', () => {
    expect(problems('acme-task')).toContain('which exists');
  });

  it('have types that hold', () => {
    writeFileSync(
      path.join(root, 'src/providers/acme-task/wrong.ts'),
      "export const wrong: number = 'text';\n",
    );
    const compilerOptions = { noEmit: true, rootDir: '/' };
    const config = { extends: './tsconfig.json', compilerOptions, include: ['src/providers/acme-*/**/*.ts'] };
    writeFileSync(path.join(root, 'tsconfig.providers.json'), JSON.stringify(config));
    const arguments_ = [
      'node_modules/typescript7/bin/tsc',
      '-p',
      'tsconfig.providers.json',
      '--pretty',
      'false',
    ];
    const { stdout } = spawnSync(process.execPath, arguments_, { cwd: root, encoding: 'utf8' });
    const errors = stdout.split('\n').filter(line => line.startsWith('src/'));
    expect(errors).toEqual([expect.stringMatching(/^src\/providers\/acme-task\/wrong\.ts.*TS2322/)]);
  });
});
