import { atPath, parseJson } from '../body-path.js';
import { findHeader, refuse, type Delivery, type Verdict } from '../delivery.js';
import { equalText } from '../encoding.js';
import type { TokenScheme } from '../scheme.js';

/** Nothing is signed: the sender only shows that it knows the secret. All that a delivery shows must be right. */
export function verifyToken(scheme: TokenScheme, delivery: Delivery, secrets: readonly string[]): Verdict {
  if (secrets.length === 0) return refuse('no_secret');
  if ('header' in scheme.in) {
    const found = findHeader(delivery.headers, scheme.in.header);
    return found.ok ? judge([found.value], secrets) : found;
  }
  const body = parseJson(delivery.body);
  return body === undefined ? refuse('malformed') : judge(atPath(body, scheme.in.body), secrets);
}

function judge(tokens: readonly unknown[], secrets: readonly string[]): Verdict {
  if (tokens.length === 0 || tokens.some(token => token === undefined)) return refuse('missing');
  const texts = tokens.filter(token => typeof token === 'string');
  if (texts.length < tokens.length || texts.includes('')) return refuse('malformed');
  // Each distinct token is compared once, however often a long body repeats it.
  const right = [...new Set(texts)].every(text => secrets.some(secret => equalText(text, secret)));
  return right ? { ok: true, timestamp: null } : refuse('mismatch');
}
