import { existsSync, globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { plainText, readGuide, setUpIn, withAddresses } from './guide.js';

const guide = `# Vendor

## Set up

First words.

1. Open the [console](https://vendor.example/console) and choose _New app_.
2. As redirect address give, exactly:

   \`\`\`
   {callbackBase}/oauth/vendor/callback
   \`\`\`

   Only **https** is taken.

3. Point webhooks at \`https://{hub}/hooks/vendor\`.

Words after the list.

### App

<!-- set-up: installation -->

1. Make an app.

## Limits

1. Not a step.
`;

describe('the set-up section of a guide', () => {
  it('gives the steps of the way that is asked for', () => {
    expect(setUpIn(guide, { provider: 'vendor', method: 'installation' })).toEqual({
      title: 'App',
      steps: ['Make an app.'],
    });
    const oauth = setUpIn(guide, { provider: 'vendor', method: 'oauth' });
    expect(oauth?.title).toBeNull();
    expect(oauth?.steps).toHaveLength(3);
    expect(oauth?.steps.at(-1)).not.toContain('after the list');
  });

  it('reads well in a terminal, with the addresses of this hub', () => {
    const steps = setUpIn(guide, { provider: 'vendor', method: 'oauth' })?.steps ?? [];
    const shown = steps.map(step =>
      plainText(withAddresses(step, 'https://hub.example/oauth/vendor/callback')),
    );
    expect(shown[0]).toBe('Open the console (https://vendor.example/console) and choose New app.');
    expect(shown[1]).toContain('\nhttps://hub.example/oauth/vendor/callback\n');
    expect(shown[1]).toContain('Only https is taken.');
    expect(shown[2]).toBe('Point webhooks at https://hub.example/hooks/vendor.');
  });

  it('is missing in a text without one', () => {
    expect(setUpIn('# Vendor\n\n1. No.\n', { provider: 'vendor', method: 'oauth' })).toBeNull();
  });
});

/** Key, guide and ways in of every manifest, read from the sources: this spec shall not start the hub. */
const manifests = globSync('src/providers/*/*.manifest.ts').map(file => {
  const text = readFileSync(file, 'utf8');
  const has = (pattern: RegExp): boolean => pattern.test(text);
  const methods = has(/kind: 'oauth2'/)
    ? ['oauth', ...(has(/installation: \{/) ? ['installation'] : [])]
    : ['secret'];
  return {
    key: /^ {2}key: '([^']+)'/m.exec(text)?.[1] ?? file,
    guide: /guide: '([^']+)'/.exec(text)?.[1] ?? '',
    methods,
  };
});

describe('the guides in docs/providers', () => {
  it('are all found', () => expect(manifests.length).toBeGreaterThanOrEqual(12));

  it.each(manifests.flatMap(({ methods, ...one }) => methods.map(method => ({ ...one, method }))))(
    'say how to set $key up ($method)',
    ({ key, guide: file, method }) => {
      expect(existsSync(file)).toBe(true);
      const found = setUpIn(readGuide(file) ?? '', { provider: key, method });
      expect(found?.steps.length).toBeGreaterThanOrEqual(2);
      if (method === 'oauth')
        expect(found?.steps.join('\n')).toContain(`{callbackBase}/oauth/${key}/callback`);
    },
  );
});
