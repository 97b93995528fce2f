import { canonical } from './digests.js';

/*
 * The lines of the export `causeway.audit/1`, as docs/audit.md describes it. A line that is not byte for byte what the
 * hub would write is none: another order, a space, a surplus member.
 */
export interface StartLine {
  readonly type: 'start';
  readonly format: 'causeway.audit/1';
  readonly organizationId: string;
  readonly fromSequence: number;
  readonly previousHash: string;
}

export interface EventLine {
  readonly type: 'event';
  readonly id: string;
  readonly organizationId: string;
  readonly sequence: number;
  readonly occurredAt: string;
  readonly action: string;
  readonly outcome: string;
  readonly actor: Readonly<Record<string, unknown>>;
  readonly target: Readonly<Record<string, unknown>>;
  readonly details: Readonly<Record<string, unknown>>;
  readonly requestId: string | null;
  readonly personal: Readonly<Record<string, unknown>> | null;
  readonly personalSalt: string | null;
  readonly personalDigest: string | null;
  readonly previousHash: string;
  readonly hash: string;
}

export interface EndLine {
  readonly type: 'end';
  readonly count: number;
  readonly lastSequence: number;
  readonly lastHash: string;
}

export type ExportLine = StartLine | EventLine | EndLine;

type Check = (value: unknown) => boolean;

const matches =
  (pattern: RegExp): Check =>
  value =>
    typeof value === 'string' && pattern.test(value);
const isText: Check = value => typeof value === 'string';
const isHash = matches(/^[0-9a-f]{64}$/);
const isId = matches(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);
const isTime = matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
const isSequence: Check = value => Number.isSafeInteger(value) && Number(value) > 0;
const isCount: Check = value => Number.isSafeInteger(value) && Number(value) >= 0;
const isObject: Check = value => typeof value === 'object' && value !== null && !Array.isArray(value);
const orNull =
  (check: Check): Check =>
  value =>
    value === null || check(value);
const oneOf =
  (...values: string[]): Check =>
  value =>
    values.includes(value as string);

/** Exactly these members and no others. */
const has =
  (members: Readonly<Record<string, Check>>): Check =>
  value =>
    isObject(value) &&
    Object.keys(value as object).length === Object.keys(members).length &&
    Object.entries(members).every(([name, check]) =>
      check((value as Readonly<Record<string, unknown>>)[name]),
    );

const actorKinds = ['member', 'api_key', 'operator', 'end_user', 'system', 'provider'];

const shapes: Readonly<Record<ExportLine['type'], Check>> = {
  start: has({
    type: isText,
    format: oneOf('causeway.audit/1'),
    organizationId: isId,
    fromSequence: isSequence,
    previousHash: isHash,
  }),
  event: has({
    type: isText,
    id: isId,
    organizationId: isId,
    sequence: isSequence,
    occurredAt: isTime,
    action: isText,
    outcome: oneOf('success', 'refused', 'failure'),
    actor: has({ kind: oneOf(...actorKinds), id: isText }),
    target: has({ type: isText, id: isText }),
    details: isObject,
    requestId: orNull(isText),
    personal: orNull(isObject),
    personalSalt: orNull(isHash),
    personalDigest: orNull(isHash),
    previousHash: isHash,
    hash: isHash,
  }),
  end: has({ type: isText, count: isCount, lastSequence: isCount, lastHash: isHash }),
};

const isLine = (value: unknown): value is ExportLine =>
  typeof value === 'object' &&
  value !== null &&
  'type' in value &&
  typeof value.type === 'string' &&
  Object.hasOwn(shapes, value.type) &&
  shapes[value.type as ExportLine['type']](value);

export const parseLine = (text: string): ExportLine | null => {
  try {
    const value: unknown = JSON.parse(text);
    return isLine(value) && canonical(value) === text ? value : null;
  } catch {
    return null; // no JSON
  }
};
