import type { Delivery, SignatureEnvironment, Verdict } from './delivery.js';
import type { SignatureScheme } from './scheme.js';
import { verifyHmac } from './schemes/hmac.js';
import { verifyJwt } from './schemes/jwt.js';
import { verifyStandard } from './schemes/standard.js';
import { verifyToken } from './schemes/token.js';

/**
 * Whether the vendor signed this delivery with one of the secrets (several while one is being replaced).
 * Never throws, whatever was posted: a defect is a refusal too, and says so in its `cause`.
 */
export async function verifySignature(
  scheme: SignatureScheme,
  delivery: Delivery,
  secrets: readonly string[],
  env: SignatureEnvironment,
): Promise<Verdict> {
  // An empty secret would make an HMAC that anybody can compute.
  const usable = secrets.filter(secret => secret !== '');
  try {
    return await verifyByKind(scheme, delivery, usable, env);
  } catch (cause) {
    return { ok: false, reason: 'unverifiable', cause };
  }
}

function verifyByKind(
  scheme: SignatureScheme,
  delivery: Delivery,
  secrets: readonly string[],
  env: SignatureEnvironment,
): Verdict | Promise<Verdict> {
  switch (scheme.kind) {
    case 'hmac':
      return verifyHmac(scheme, delivery, secrets, env.now);
    case 'standard':
      return verifyStandard(delivery, secrets, env.now);
    case 'token':
      return verifyToken(scheme, delivery, secrets);
    case 'jwt':
      return verifyJwt(scheme, delivery, secrets, env);
  }
  throw new TypeError('A signature scheme of an unknown kind');
}
