import canonicalize from 'canonicalize';

/** The one text a JSON value has: https://www.rfc-editor.org/rfc/rfc8785 */
export const canonical = (value: unknown): string | null => {
  try {
    return canonicalize(value) ?? null;
  } catch {
    return null; // no JSON form: a lone surrogate, a number that is none
  }
};

const hex = (bytes: ArrayBuffer): string =>
  [...new Uint8Array(bytes)].map(byte => byte.toString(16).padStart(2, '0')).join('');

const utf8 = new TextEncoder();

export const sha256Hex = async (text: string): Promise<string> =>
  hex(await crypto.subtle.digest('SHA-256', utf8.encode(text)));

export const hmacHex = async (hexKey: string, text: string): Promise<string> => {
  const bytes = Uint8Array.from(hexKey.match(/../g) ?? [], pair => parseInt(pair, 16));
  const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return hex(await crypto.subtle.sign('HMAC', key, utf8.encode(text)));
};
