import { limits } from './limits.js';

/** What an expression is given: plain data in Maps, which have no prototype that a name could reach. */
export type Value = unknown;

/** Whole numbers become integers, as people write them: `fields.priority + 1`. */
const numberIn = (value: number): number | bigint => (Number.isSafeInteger(value) ? BigInt(value) : value);

/** JSON as an expression sees it; what is nested deeper than anybody reads becomes null. */
export const valueOf = (json: unknown, depth = 0): Value => {
  if (typeof json === 'number') return numberIn(json);
  if (typeof json === 'string' || typeof json === 'boolean') return json;
  if (typeof json !== 'object' || json === null || depth > limits.inputDepth) return null;
  if (Array.isArray(json)) return json.map(member => valueOf(member, depth + 1));
  return new Map(
    Object.entries(json)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [name, valueOf(member, depth + 1)]),
  );
};

interface Allowance {
  members: number;
  characters: number;
}

const spend = (allowance: Allowance, what: keyof Allowance, amount: number): void => {
  allowance[what] -= amount;
  if (allowance[what] < 0) throw new Error('its result is too large');
};

const text = (value: string, allowance: Allowance): string => {
  spend(allowance, 'characters', value.length);
  // PostgreSQL keeps no NUL in jsonb.
  if (value.includes('\0')) throw new Error('its result holds a NUL character');
  return value;
};

const scalar = (value: unknown, allowance: Allowance): unknown => {
  switch (typeof value) {
    case 'string':
      return text(value, allowance);
    case 'boolean':
      return value;
    case 'bigint':
      if (value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER)
        throw new Error('its result is an integer that JSON cannot carry exactly');
      return Number(value);
    case 'number':
      if (!Number.isFinite(value)) throw new Error('its result is not a finite number');
      return value;
    default:
      throw new Error('its result is not data');
  }
};

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

const entriesOf = (value: object): [unknown, unknown][] => {
  if (value instanceof Map) return [...value.entries()];
  if (isPlain(value)) return Object.entries(value);
  throw new Error('its result is not data');
};

const convert = (value: unknown, allowance: Allowance, depth: number): unknown => {
  if (value === null) return null;
  if (typeof value !== 'object') return scalar(value, allowance);
  if (value instanceof Date) return value.toISOString();
  if (depth > limits.resultDepth) throw new Error('its result is nested too deeply');
  if (Array.isArray(value)) {
    spend(allowance, 'members', value.length);
    return value.map(member => convert(member, allowance, depth + 1));
  }
  const entries = entriesOf(value);
  spend(allowance, 'members', entries.length);
  return Object.fromEntries(
    entries.map(([name, member]) => [text(String(name), allowance), convert(member, allowance, depth + 1)]),
  );
};

/** The result of an expression as JSON; throws when it is no data or too much of it. */
export const jsonOf = (value: Value): unknown =>
  convert(value, { members: limits.resultMembers, characters: limits.resultCharacters }, 0);
