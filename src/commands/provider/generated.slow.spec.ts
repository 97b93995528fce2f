import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { modelNames } from '#unified-models';
import { newProvider } from './new-provider.js';
import { authKinds } from './wish.js';

jest.setTimeout(300_000);

const sources = process.cwd();
const copied = [
  ...['package.json', 'package-lock.json', 'tsconfig.json', 'jest.config.mjs', 'eslint.config.mjs', '.swcrc'],
  ...['.prettierrc.json', '.prettierignore', 'bin', 'libs', 'docs/providers', 'test/support'],
  ...['src/providers', 'src/commands/provider/template'],
];
let root: string;

beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'causeway-checkout-'));
  for (const file of copied) cpSync(path.join(sources, file), path.join(root, file), { recursive: true });
  symlinkSync(path.join(sources, 'node_modules'), path.join(root, 'node_modules'));
});
afterAll(() => rmSync(root, { recursive: true }));

/** A development tool in the copy: what it says, and nothing when it found nothing wrong. */
const complaintOf = (tool: string, ...rest: readonly string[]): string => {
  // As this test itself was started: with the loader of TypeScript.
  const args = [...process.execArgv, path.join('node_modules', tool), ...rest];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  return status === 0 ? '' : `${tool} ended with ${status}:\n${stdout}${stderr}`;
};

describe('generated providers in a checkout', () => {
  const keys = modelNames.map(model => `acme-${model.replace('_', '-')}`);
  const folders = keys.map(key => `src/providers/${key}/`);

  beforeAll(() => {
    for (const [index, model] of modelNames.entries()) {
      const auth = authKinds[index % 3] ?? '';
      const options = { name: 'Acme', auth, model, webhooks: index % 2 === 0 ? 'hmac' : 'none' };
      expect(newProvider(keys[index] ?? '', options, root)).toHaveProperty('files');
    }
  });

  it('pass their contract, manifest and simulator specs', () => {
    const rest = ['--selectProjects', 'unit', '--testPathPatterns', 'src/providers/acme-'];
    expect(complaintOf('jest/bin/jest.js', ...rest)).toBe('');
  });

  it('pass lint and are formatted', () => {
    expect(complaintOf('eslint/bin/eslint.js', '--max-warnings', '0', ...folders)).toBe('');
    expect(complaintOf('prettier/bin/prettier.cjs', '--check', ...folders, 'docs/providers/acme-*.md')).toBe(
      '',
    );
  });

  it('fail when what they say of the vendor is wrong', () => {
    const sample = path.join(root, folders[0] ?? '', `${keys[0] ?? ''}.sample.contract.ts`);
    const other = path.join(root, folders[1] ?? '', `${keys[1] ?? ''}.sample.contract.ts`);
    cpSync(other, sample);
    const rest = ['--selectProjects', 'unit', '--testPathPatterns', folders[0] ?? ''];
    expect(complaintOf('jest/bin/jest.js', ...rest)).toContain('keeps the contract');
  });
});
