import { ProviderError } from '#kernel';
import { childOf, childrenOf, dav, parseXml, type XmlElement } from './xml.js';

/** One `response` of a multistatus (https://www.rfc-editor.org/rfc/rfc4918#section-14.24). */
export interface DavResource {
  /** As the server wrote it. */
  readonly href: string;
  /** Of the resource as a whole; 200 when the answer speaks of properties. */
  readonly status: number;
  /** Properties that were found; an element by its qualified name. */
  readonly found: ReadonlyMap<string, XmlElement>;
}

export interface Multistatus {
  readonly resources: readonly DavResource[];
  /** https://www.rfc-editor.org/rfc/rfc6578#section-6.2 */
  readonly syncToken: string | null;
}

export const parseMultistatus = (text: string): Multistatus => {
  const root = parseXml(text);
  if (root.name !== `{${dav}}multistatus`) {
    throw new ProviderError(
      'temporary',
      'The server answered with something else than a WebDAV multistatus.',
    );
  }
  return {
    resources: childrenOf(root, dav, 'response').flatMap(readResponse),
    syncToken: childOf(root, dav, 'sync-token')?.text.trim() || null,
  };
};

/** A response with a status of its own may name several hrefs. */
const readResponse = (response: XmlElement): DavResource[] => {
  const status = statusOf(response) ?? 200;
  const found = new Map<string, XmlElement>();
  for (const propstat of childrenOf(response, dav, 'propstat')) {
    if ((statusOf(propstat) ?? 200) >= 300) continue;
    for (const property of childOf(propstat, dav, 'prop')?.children ?? []) found.set(property.name, property);
  }
  return childrenOf(response, dav, 'href').map(href => ({ href: href.text.trim(), status, found }));
};

const statusOf = (of: XmlElement): number | undefined => {
  const match = /^\s*HTTP\/\d(?:\.\d)?\s+(\d{3})/.exec(childOf(of, dav, 'status')?.text ?? '');
  return match ? Number(match[1]) : undefined;
};

export const propertyOf = (of: DavResource, namespace: string, name: string): XmlElement | undefined =>
  of.found.get(`{${namespace}}${name}`);

export const propertyText = (of: DavResource, namespace: string, name: string): string | null =>
  propertyOf(of, namespace, name)?.text.trim() || null;

/** Preconditions that an error answer names (`{DAV:}valid-sync-token`); empty when its body says nothing. */
export const preconditionsOf = (text: string): readonly XmlElement[] => {
  if (!text.includes('<')) return [];
  try {
    const root = parseXml(text);
    return root.name === `{${dav}}error` ? root.children : [];
  } catch (error) {
    // An error page in HTML names no precondition; its status says all there is.
    if (error instanceof ProviderError) return [];
    throw error;
  }
};

export const hasPrecondition = (text: string, namespace: string, name: string): boolean =>
  preconditionsOf(text).some(element => element.name === `{${namespace}}${name}`);
