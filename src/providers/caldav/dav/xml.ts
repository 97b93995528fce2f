import { ProviderError } from '#kernel';
import { XMLParser } from 'fast-xml-parser';

/** Element with its namespace resolved: `{DAV:}href`. Servers differ in prefixes and agree in namespaces. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Text and CDATA directly inside. */
  readonly text: string;
}

export const dav = 'DAV:';
export const caldav = 'urn:ietf:params:xml:ns:caldav';
export const calendarServer = 'http://calendarserver.org/ns/';
export const apple = 'http://apple.com/ns/ical/';

/** Entities are decoded here and nothing else is: no DTD, no custom entity, no type guessing. */
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
  cdataPropName: '#cdata',
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: 60,
});

/**
 * Root element of a WebDAV answer. Anything that is not one whole document is a broken gateway's answer, and so is
 * one with a DTD, which no WebDAV server sends (https://www.rfc-editor.org/rfc/rfc4918#section-17).
 */
export const parseXml = (text: string): XmlElement => {
  if (/<!DOCTYPE|<!ENTITY/i.test(withoutCdata(text))) throw unreadable('it has a document type');
  try {
    const roots = (parser.parse(text) as Node[]).filter(node => nameOf(node) !== '#text');
    const [root] = roots;
    if (!root || roots.length > 1) throw unreadable('it is no document');
    if (!isWhole(text, nameOf(root))) throw unreadable('it ends too early');
    return resolve(root, new Map([['xml', 'http://www.w3.org/XML/1998/namespace']]));
  } catch (error) {
    throw error instanceof ProviderError ? error : unreadable('it cannot be parsed', error);
  }
};

/** The parser forgives a missing end; half a list of objects would make the other half look deleted. */
const isWhole = (text: string, tag: string): boolean => {
  const tail = text.slice(text.lastIndexOf('<')).trimEnd();
  const isClosed = tail.startsWith(`</${tag}`) && tail.slice(tag.length + 2).trim() === '>';
  return isClosed || (tail.startsWith(`<${tag}`) && tail.endsWith('/>'));
};

/** In one pass: a text full of unfinished sections must not cost the square of its length. */
const withoutCdata = (text: string): string =>
  text
    .split('<![CDATA[')
    .map((part, index) => (index === 0 ? part : afterSection(part)))
    .join('');

const afterSection = (part: string): string => {
  const end = part.indexOf(']]>');
  return end < 0 ? '' : part.slice(end + 3);
};

const unreadable = (why: string, cause?: unknown): ProviderError =>
  new ProviderError('temporary', `The server's XML answer is unreadable: ${why}.`, { cause });

/** A node as the parser gives it: one key that is the tag's name, and the attributes under `:@`. */
type Node = Readonly<Record<string, unknown>>;
type Namespaces = ReadonlyMap<string, string>;

const nameOf = (node: Node): string => Object.keys(node).find(key => key !== ':@') ?? '';

const resolve = (node: Node, outer: Namespaces): XmlElement => {
  const tag = nameOf(node);
  const attributes = Object.entries((node[':@'] ?? {}) as Record<string, string>);
  const declared = attributes.filter(([name]) => name === 'xmlns' || name.startsWith('xmlns:'));
  const scope =
    declared.length === 0
      ? outer
      : new Map([...outer, ...declared.map(([name, uri]) => [name.slice(6), decode(uri)] as const)]);
  const inside = node[tag] as readonly Node[];
  return {
    name: qualify(tag, scope),
    attributes: Object.fromEntries(attributes.map(([name, value]) => [name, decode(value)])),
    children: inside.filter(child => !nameOf(child).startsWith('#')).map(child => resolve(child, scope)),
    text: inside.map(textOf).join(''),
  };
};

const qualify = (tag: string, scope: Namespaces): string => {
  const colon = tag.indexOf(':');
  const namespace = scope.get(colon < 0 ? '' : tag.slice(0, colon)) ?? '';
  return `{${namespace}}${tag.slice(colon + 1)}`;
};

const textOf = (node: Node): string => {
  if (typeof node['#text'] === 'string') return decode(node['#text']);
  const cdata = node['#cdata'];
  return Array.isArray(cdata) ? (cdata as CdataPart[]).map(part => part['#text'] ?? '').join('') : '';
};

interface CdataPart {
  readonly '#text'?: string;
}

const predefined: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

const decode = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{1,10}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return predefined[name as string] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex as string, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });

export const childOf = (
  of: XmlElement | undefined,
  namespace: string,
  name: string,
): XmlElement | undefined => of?.children.find(child => child.name === `{${namespace}}${name}`);

export const childrenOf = (of: XmlElement | undefined, namespace: string, name: string): XmlElement[] =>
  of?.children.filter(child => child.name === `{${namespace}}${name}`) ?? [];

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
export const escapeXml = (text: string): string => text.replace(/[&<>"]/g, char => entities[char] ?? char);
