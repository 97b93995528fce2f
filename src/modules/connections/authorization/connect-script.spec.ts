import { readFileSync } from 'node:fs';
import { Script } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { connectScript, connectScriptIntegrity } from './connect-script.js';

describe('the script for pages that embed the connect page', () => {
  it('is small, and parses', () => {
    expect(Buffer.byteLength(connectScript)).toBeLessThan(3_072);
    expect(() => new Script(connectScript)).not.toThrow();
  });

  it('is the one whose hash the documentation names', () => {
    expect(readFileSync('docs/embedding.md', 'utf8')).toContain(`integrity="${connectScriptIntegrity}"`);
  });
});
