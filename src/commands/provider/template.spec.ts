import { describe, expect, it } from '@jest/globals';
import { withProvider } from './registry-line.js';
import { fill } from './template.js';

const terms = { words: { Name: 'Acme' }, flags: new Set(['oauth2']) };

describe('a template', () => {
  it('takes words, and lines by flags', () => {
    const template = [
      '__Name__',
      '  //#if oauth2',
      'a',
      '//#end',
      '<!--#if !oauth2-->',
      'b',
      '<!--#end-->',
      'c',
    ];
    expect(fill(template.join('\n'), terms)).toBe('Acme\na\nc');
  });

  it('is refused with a word that nobody knows, and with a condition that has no end', () => {
    expect(() => fill('__Nobody__', terms)).toThrow('Nobody');
    expect(() => fill('//#if hmac\na', terms)).toThrow('no end');
  });
});

describe('the registry', () => {
  const registry = `import type { Type } from '@nestjs/common';
import { BetaModule } from './beta/index.js';
import { DeltaModule } from './delta/index.js';

export const providerModules: Type[] = [
  BetaModule,
  DeltaModule,
];
`;

  it.each([
    ['alpha', ['Alpha', 'Beta', 'Delta']],
    ['cat-food', ['Beta', 'CatFood', 'Delta']],
    ['omega', ['Beta', 'Delta', 'Omega']],
  ])('takes %s in the order of the alphabet', (key, names) => {
    const text = withProvider(registry, key);
    expect([...text.matchAll(/^import \{ (\w+)Module/gm)].map(([, name]) => name)).toEqual(names);
    expect([...text.matchAll(/^ {2}(\w+)Module,/gm)].map(([, name]) => name)).toEqual(names);
    expect(text.split('\n')).toHaveLength(registry.split('\n').length + 2);
  });

  it('is left alone when it is none', () => {
    expect(() => withProvider('export {};\n', 'alpha')).toThrow('registry');
  });
});
