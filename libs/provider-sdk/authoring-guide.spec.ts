import { existsSync, globSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import ts from 'typescript';

const read = (file: string): string => readFileSync(file, 'utf8');
const guide = read('docs/writing-a-provider.md');

/** What stands in backticks, cut into names: `auth.kind`, `as: 'user'`. */
const named = new Set(
  [...guide.matchAll(/`([^`\n]+)`/g)].flatMap(([, code = '']) => code.match(/[\w-]+/g) ?? []),
);

const sourceOf = (file: string): ts.SourceFile =>
  ts.createSourceFile(file, read(`libs/provider-sdk/${file}`), ts.ScriptTarget.Latest, true);

/** Names of all properties in the interfaces of a file, or of those named; `kind: 'x'` is a value of one. */
const propertiesOf = (file: string, ...only: readonly string[]): string[] => {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertySignature(node) && ts.isIdentifier(node.name)) names.push(node.name.text);
    ts.forEachChild(node, visit);
  };
  sourceOf(file).forEachChild(node => {
    if (ts.isInterfaceDeclaration(node) && (only.length === 0 || only.includes(node.name.text))) visit(node);
  });
  return [...new Set(names)];
};

/** Literals of a union type, or of the `kind`s of its members. */
const literalsOf = (file: string, type: string): string[] => {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const isKind = ts.isPropertySignature(node.parent) && node.parent.name.getText() === 'kind';
    const isMember = ts.isUnionTypeNode(node.parent) && ts.isTypeAliasDeclaration(node.parent.parent);
    if (ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal) && (isKind || isMember))
      found.push(node.literal.text);
    ts.forEachChild(node, visit);
  };
  sourceOf(file).forEachChild(node => {
    if (ts.isTypeAliasDeclaration(node) && node.name.text === type) ts.forEachChild(node, visit);
  });
  return found;
};

describe('the authoring guide', () => {
  it.each([
    ['manifest.ts', propertiesOf('manifest.ts'), 'listEveryHours'],
    ['rate-limits.ts', propertiesOf('rate-limits.ts'), 'concurrent'],
    ['webhook.ts', propertiesOf('webhook.ts', 'WebhookManifest'), 'formPayload'],
    [
      'oauth-dialects.ts',
      propertiesOf('oauth-dialects.ts', 'InstallationAuth', 'UserTokenDialect'),
      'mintPath',
    ],
  ])('describes every option of %s', (_, options, one) => {
    expect(options).toContain(one);
    expect(options.filter(option => !named.has(option))).toEqual([]);
  });

  it('says what each capability does, and what it means to lack one', () => {
    const methods: string[] = [];
    sourceOf('provider.ts').forEachChild(node => {
      if (!ts.isInterfaceDeclaration(node) || node.name.text !== 'IntegrationProvider') return;
      for (const member of node.members) methods.push(member.name?.getText() ?? '');
    });
    expect(methods).toContain('identify');
    const features = literalsOf('testing/suites/suite-subject.ts', 'SuiteFeature');
    expect(features).toContain('cursor_expiry');
    expect([...methods, ...features].filter(name => !named.has(name))).toEqual([]);
  });

  it('names every handshake and every kind of event', () => {
    const kinds = [
      ...literalsOf('../webhooks/signatures/handshake.ts', 'Handshake'),
      ...literalsOf('webhook.ts', 'RemoteEvent'),
    ];
    expect(kinds).toEqual(expect.arrayContaining(['echo_header', 'revoked']));
    expect(kinds.filter(kind => !named.has(kind))).toEqual([]);
  });

  describe('and the providers there are', () => {
    let names: string[];

    beforeAll(() => {
      const manifests = globSync('src/providers/*/*.manifest.ts').map(read);
      names = manifests.flatMap(text => /^ {2}name: '([^']+)',$/m.exec(text)?.[1] ?? []);
    });

    it('has each of the ten as an example', () => {
      expect(names).toContain('GitHub');
      const frozenWith = [
        ...['BambooHR', 'CalDAV', 'Dropbox', 'GitHub', 'Google Calendar', 'Google Contacts', 'Linear'],
        ...['Outlook Calendar', 'Slack', 'Todoist'],
      ];
      expect(frozenWith.filter(name => !guide.includes(name))).toEqual([]);
      expect(frozenWith.filter(name => !names.includes(name))).toEqual([]);
    });

    it('names folders and files that exist', () => {
      const paths = [
        ...named.values(),
        ...(guide.match(/(?:src|docs|libs|test)\/[\w/-]+\.(?:ts|md)/g) ?? []),
      ];
      const files = paths.filter(path => path.includes('/'));
      expect(files).toContain('src/providers/index.ts');
      expect(files.filter(file => !existsSync(file))).toEqual([]);
    });
  });
});
