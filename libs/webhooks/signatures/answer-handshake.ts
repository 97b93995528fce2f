import { createHmac } from 'node:crypto';
import { parseJson, textAt } from './body-path.js';
import { findHeader, findParameter, type Delivery } from './delivery.js';
import { equalText } from './encoding.js';
import type { Handshake } from './handshake.js';

export type HandshakeRequest = Omit<Delivery, 'url'> & { readonly method: string };

export interface HandshakeAnswer {
  readonly status: 200;
  readonly contentType: 'text/plain; charset=utf-8' | 'application/json; charset=utf-8';
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** From now on the secret of this endpoint. Given only while it has none: nobody may replace it from outside. */
  readonly keepSecret?: string;
  /** The answer may be given only when `verifySignature` accepted the same request. */
  readonly requiresSignature: boolean;
}

type KindOf<Kind extends Handshake['kind']> = Extract<Handshake, { kind: Kind }>;

/** What is echoed can be no markup, whatever a browser makes of it: visible ASCII and spaces without < > & " ' ` and \. */
const echoable = /^[A-Za-z0-9 !#$%()*+,\-./:;=?@[\]^_{|}~]{1,1024}$/;
/** A secret that a vendor hands over in a handshake. */
const secretForm = /^[A-Za-z0-9+/=_.-]{16,1024}$/;
/**
 * No colon or brace: what we would sign for a stranger must never be what the vendor signs in a delivery
 * (`v0:<time>:<body>` under the same secret).
 */
const signable = /^[A-Za-z0-9_-]{1,256}$/;

/** `null`: this is no handshake (or an improper one); the request goes on as a delivery. Never throws. */
export function answerHandshake(
  handshakes: readonly Handshake[],
  request: HandshakeRequest,
  secrets: readonly string[],
): HandshakeAnswer | null {
  for (const handshake of handshakes) {
    const answer = answerOne(handshake, request, secrets);
    if (answer) return answer;
  }
  return null;
}

function answerOne(
  handshake: Handshake,
  request: HandshakeRequest,
  secrets: readonly string[],
): HandshakeAnswer | null {
  if (handshake.kind === 'echo_query') return echoQuery(handshake, request);
  if (handshake.kind === 'head') return request.method === 'HEAD' ? plain('') : null;
  if (request.method !== 'POST') return null;
  switch (handshake.kind) {
    case 'echo_body':
      return echoBody(handshake, request);
    case 'sign_body':
      return signBody(handshake, request, secrets);
    case 'echo_header':
      return echoHeader(handshake, request, secrets);
    case 'show_token':
      return keep(textAt(parseJson(request.body), handshake.path), secrets);
  }
}

function echoQuery(
  { method, parameter }: KindOf<'echo_query'>,
  request: HandshakeRequest,
): HandshakeAnswer | null {
  if (request.method !== method) return null;
  const found = findParameter(request.query, parameter);
  return found.ok && echoable.test(found.value) ? plain(found.value) : null;
}

function echoBody({ when, echo }: KindOf<'echo_body'>, { body }: HandshakeRequest): HandshakeAnswer | null {
  const parsed = parseJson(body);
  const value = textAt(parsed, when.path) === when.equals ? textAt(parsed, echo) : undefined;
  return value !== undefined && echoable.test(value) ? { ...plain(value), requiresSignature: true } : null;
}

/** Signed itself, and checked before it is answered: else anybody could have chosen text signed with our secret. */
function signBody(
  { when, field, answer }: KindOf<'sign_body'>,
  { body }: HandshakeRequest,
  secrets: readonly string[],
): HandshakeAnswer | null {
  const secret = secrets.find(each => each !== '');
  const parsed = parseJson(body);
  const value = textAt(parsed, when.path) === when.equals ? textAt(parsed, field) : undefined;
  if (secret === undefined || value === undefined || !signable.test(value)) return null;
  const signed = createHmac('sha256', secret).update(value).digest('hex');
  return {
    ...plain(JSON.stringify({ [answer.plain]: value, [answer.signed]: signed })),
    contentType: 'application/json; charset=utf-8',
    requiresSignature: true,
  };
}

function echoHeader(
  { header }: KindOf<'echo_header'>,
  { headers }: HandshakeRequest,
  secrets: readonly string[],
): HandshakeAnswer | null {
  const found = findHeader(headers, header);
  const answer = found.ok ? keep(found.value, secrets) : null;
  return found.ok && answer
    ? { ...answer, headers: { ...answer.headers, [header.toLowerCase()]: found.value } }
    : null;
}

/** The first secret is taken on trust; the same again is answered again; another one is not. */
function keep(value: string | undefined, secrets: readonly string[]): HandshakeAnswer | null {
  if (value === undefined || !secretForm.test(value)) return null;
  const known = secrets.filter(secret => secret !== '');
  if (known.length === 0) return { ...plain(''), keepSecret: value };
  return known.some(secret => equalText(secret, value)) ? plain('') : null;
}

const plain = (body: string): HandshakeAnswer => ({
  status: 200,
  contentType: 'text/plain; charset=utf-8',
  body,
  headers: { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' },
  requiresSignature: false,
});
