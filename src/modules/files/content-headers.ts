import type { FileContent } from '#provider-sdk';

/** https://www.rfc-editor.org/rfc/rfc8187#section-3.2.1: what may stand unescaped in `filename*`. */
const escaped = /[^A-Za-z0-9!#$&+.^_`|~-]/g;
/** Control and formatting characters, which can make a name look like another one, and what separates folders. */
const unfit = /[\p{C}\p{Zl}\p{Zp}/\\]/gu;
/** https://www.rfc-editor.org/rfc/rfc9110#section-8.3.1 without parameters. */
const mediaType = /^[A-Za-z0-9!#$&^_.+-]{1,100}\/[A-Za-z0-9!#$&^_.+-]{1,100}$/;
const longestName = 255;

/** A name that is only a name, whatever the vendor sent. */
export const safeName = (given: string): string => {
  const name = given.toWellFormed().replace(unfit, '_').trim().slice(0, longestName).toWellFormed();
  return /^\.*$/.test(name) ? 'file' : name;
};

/** Always an attachment: what somebody put into a folder must never open as a page of this host. RFC 6266. */
export const contentDisposition = (given: string): string => {
  const name = safeName(given);
  const plain = name.replace(/[^\x20-\x7e]/g, '_').replace(/["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(escaped, found =>
    found === '%' ? '%' : `%${found.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
};

export const contentHeaders = (content: FileContent, name: string): Record<string, string> => {
  const { mimeType, size, contentRange, revision } = content;
  const type = mimeType !== null && mediaType.test(mimeType) ? mimeType : 'application/octet-stream';
  return {
    'content-type': type,
    'content-disposition': contentDisposition(content.name ?? name),
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
    'accept-ranges': 'bytes',
    ...(size === null ? {} : { 'content-length': String(size) }),
    ...(contentRange === null ? {} : { 'content-range': contentRange }),
    ...(revision !== null && /^[\x21\x23-\x7e]{1,200}$/.test(revision) ? { etag: `"${revision}"` } : {}),
  };
};

/**
 * The one range that is passed on; several at once, another unit or nonsense are not asked for at all, which a server may
 * always do (RFC 9110 §14.2). Neither is one that depends on a validator.
 */
export const rangeOf = (headers: Readonly<Record<string, unknown>>): string | undefined => {
  const { range, 'if-range': condition } = headers;
  const isOne = typeof range === 'string' && /^bytes=(\d{1,15}-\d{0,15}|-\d{1,15})$/.test(range);
  return isOne && condition === undefined ? range : undefined;
};
