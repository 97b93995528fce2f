/** One spelling for each path: `%7e`, `~` and `%7E` are the same resource and must not become two records. */
const canonicalPath = (path: string): string => path.split('/').map(canonicalSegment).join('/');

const canonicalSegment = (segment: string): string => {
  try {
    return encodeURIComponent(decodeURIComponent(segment));
  } catch {
    // Not UTF-8: percent signs stay, in upper case (RFC 3986 §6.2.2.1).
    return segment.replace(/%[0-9a-f]{2}/gi, code => code.toUpperCase());
  }
};

/** Path of an href that may be absolute, relative to the collection, or on another of the vendor's hosts. */
export const remoteIdOf = (href: string, base: string): string => canonicalPath(new URL(href, base).pathname);

/** Absolute URL with its path in canonical form, without query and fragment. */
export const canonicalUrl = (href: string, base: string): string => {
  const url = new URL(href, base);
  return `${url.origin}${canonicalPath(url.pathname)}`;
};

export const isCollectionPath = (path: string): boolean => path.endsWith('/');

export const withSlash = (url: string): string => (url.endsWith('/') ? url : `${url}/`);
