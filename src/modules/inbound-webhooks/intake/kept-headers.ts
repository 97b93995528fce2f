import type { WebhookManifest } from '#provider-sdk';
import type { Pair, SignatureScheme } from '#webhooks/signatures';

const secretName = /authorization|cookie|signature|token|secret|hmac|password|credential|api-?key/;
/** About the way, not the delivery. */
const hopName =
  /^(host|connection|content-length|transfer-encoding|keep-alive|via|accept.*|forwarded|x-forwarded-.*|x-real-ip)$/;
const longest = 1024;
const most = 50;

type Decisions = Map<string, string | null>;

/** What was decided of a name, by manifest: vendors send the same names every time. */
const decided = new WeakMap<WebhookManifest, Decisions>();
/** Anybody can invent names; those beyond are decided anew each time. */
const mostDecisions = 500;
const longestName = 64;

/** Headers fit to be stored and shown: those that neither are nor prove a secret. */
export const keptHeaders = (manifest: WebhookManifest, headers: readonly Pair[]): Record<string, string> => {
  const decisions = decisionsOf(manifest);
  const kept: Record<string, string> = Object.create(null) as Record<string, string>;
  let count = 0;
  for (const [given, value] of headers) {
    const name = keptName(manifest, decisions, given);
    if (name === null || count >= most) continue;
    count += 1;
    // The first of a name counts, as it does for the facts.
    kept[name] ??= value.slice(0, longest);
  }
  return { ...kept };
};

const decisionsOf = (manifest: WebhookManifest): Decisions => {
  const known = decided.get(manifest) ?? new Map<string, string | null>();
  decided.set(manifest, known);
  return known;
};

/** In lower case; null when it may not be kept. */
const keptName = (manifest: WebhookManifest, decisions: Decisions, given: string): string | null => {
  const known = decisions.get(given);
  if (known !== undefined) return known;
  const name = given.toLowerCase();
  const proofs = [manifest.signature, ...(manifest.alternatives ?? [])].flatMap(proofHeaders);
  const kept = proofs.includes(name) || secretName.test(name) || hopName.test(name) ? null : name;
  if (decisions.size < mostDecisions && given.length <= longestName) decisions.set(given, kept);
  return kept;
};

const proofHeaders = (scheme: SignatureScheme): string[] => {
  if (scheme.kind === 'hmac') return [scheme.header.toLowerCase()];
  if (scheme.kind === 'token' && 'header' in scheme.in) return [scheme.in.header.toLowerCase()];
  return scheme.kind === 'standard' ? ['webhook-signature'] : [];
};
