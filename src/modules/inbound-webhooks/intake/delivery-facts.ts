import { createHash } from 'node:crypto';
import { newId } from '#kernel';
import type { DeliveryField, WebhookManifest } from '#provider-sdk';
import type { Pair } from '#webhooks/signatures';

export interface DeliveryFacts {
  readonly deliveryId: string;
  readonly eventType: string;
  readonly occurredAt: Date | null;
  /** The remote accounts it names; empty for a delivery to a subscription's own address. */
  readonly accounts: readonly string[];
}

const longestId = 200;

/** Read after the signature held, and from nothing else; what cannot be read is left out, never thrown. */
export const factsOf = (manifest: WebhookManifest, headers: readonly Pair[], body: Buffer): DeliveryFacts => {
  const parsed = parseBody(manifest, headers, body);
  const all = (field: DeliveryField): string[] => valuesAt(field, headers, parsed);
  const { routing, deliveryId, eventType, occurredAt } = manifest;
  const types = eventType.flatMap(field => ('text' in field ? [field.text] : all(field).slice(0, 1)));
  return {
    deliveryId: idOf(deliveryId, all) ?? hashOf(body),
    eventType: bounded(types.join('.') || 'unknown'),
    occurredAt: occurredAt ? timeOf(all(occurredAt)[0]) : null,
    accounts: accountsOf(routing.app?.account ?? [], all),
  };
};

/** Null: the signed bytes have to tell. */
const idOf = (
  deliveryId: WebhookManifest['deliveryId'],
  all: (field: DeliveryField) => string[],
): string | null => {
  if (deliveryId === 'none') return `once/${newId()}`;
  const ids = deliveryId === 'hash' ? [] : deliveryId.map(field => all(field).join(','));
  return ids.length > 0 && ids.every(Boolean) ? bounded(ids.join('/')) : null;
};

/** The most telling place first: a shared channel's event names the sender's workspace as well. */
const accountsOf = (
  places: readonly (readonly DeliveryField[])[],
  all: (field: DeliveryField) => string[],
): string[] => {
  for (const fields of places) {
    const found = new Set(fields.flatMap(all));
    if (found.size > 0) return [...found];
  }
  return [];
};

export const hashOf = (bytes: Buffer | string): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** What storage takes: no NUL, no endless text. */
const bounded = (text: string): string => {
  const clean = text.toWellFormed().replaceAll('\0', '\ufffd');
  return clean.length > longestId ? hashOf(clean) : clean;
};

const headerOf = (headers: readonly Pair[], name: string): string | undefined =>
  headers.find(([given]) => given.length === name.length && given.toLowerCase() === name.toLowerCase())?.[1];

/** JSON, or a form (whose `formPayload` carries JSON); undefined when it is neither. */
export const parseBody = (
  { formPayload }: Pick<WebhookManifest, 'formPayload'>,
  headers: readonly Pair[],
  body: Buffer,
): unknown => {
  const text = body.toString('utf8');
  const type = headerOf(headers, 'content-type') ?? '';
  if (!/^application\/x-www-form-urlencoded\b/i.test(type)) return parseJson(text);
  const form = Object.fromEntries(new URLSearchParams(text));
  const payload = formPayload === undefined ? undefined : form[formPayload];
  return payload === undefined ? form : parseJson(payload);
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

const valuesAt = (field: DeliveryField, headers: readonly Pair[], parsed: unknown): string[] => {
  const found = 'header' in field ? [headerOf(headers, field.header)] : inBody(field, parsed);
  return found.flatMap(value =>
    typeof value === 'string' || typeof value === 'number' ? [String(value)].filter(Boolean) : [],
  );
};

const inBody = (
  { body, base64 }: Extract<DeliveryField, { body: readonly string[] }>,
  parsed: unknown,
): unknown[] => {
  const found = atPath(parsed, body);
  if (!base64) return found;
  return found.flatMap(text =>
    typeof text === 'string' ? atPath(parseJson(Buffer.from(text, 'base64').toString('utf8')), base64) : [],
  );
};

const atPath = (value: unknown, path: readonly string[]): unknown[] => {
  const [step, ...rest] = path;
  if (step === undefined) return [value];
  if (typeof value !== 'object' || value === null) return [];
  if (step === '*') return Array.isArray(value) ? value.flatMap(member => atPath(member, rest)) : [];
  return Object.hasOwn(value, step) ? atPath((value as Record<string, unknown>)[step], rest) : [];
};

/** Unix seconds (also as text, with a fraction or in milliseconds) or RFC 3339. */
const timeOf = (text: string | undefined): Date | null => {
  if (text === undefined) return null;
  const isNumber = /^\d{1,13}(\.\d{1,9})?$/.test(text);
  const time = new Date(isNumber ? (Number(text) >= 1e11 ? Number(text) : Number(text) * 1000) : text);
  return Number.isNaN(time.getTime()) || time.getUTCFullYear() > 9999 ? null : time;
};
