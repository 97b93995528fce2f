import { argon2, type Argon2Parameters, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(argon2);

export interface Argon2Cost {
  /** KiB */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** The first of https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#argon2id */
export const currentCost: Argon2Cost = { memory: 19_456, passes: 2, parallelism: 1 };

const saltLength = 16;
const tagLength = 32;
const version = 0x13;

interface Parsed {
  readonly cost: Argon2Cost;
  readonly salt: Buffer;
  readonly tag: Buffer;
}

/** https://github.com/P-H-C/phc-string-format: `$argon2id$v=19$m=19456,t=2,p=1$salt$tag`, base64 without padding. */
export const hashPassword = async (password: string, cost: Argon2Cost = currentCost): Promise<string> => {
  const salt = randomBytes(saltLength);
  const tag = await derive('argon2id', parameters(password, { cost, salt, tagLength }));
  const { memory, passes, parallelism } = cost;
  return `$argon2id$v=${version}$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(tag)}`;
};

export const verifyPassword = async (password: string, stored: string): Promise<boolean> => {
  const { cost, salt, tag } = parse(stored);
  const found = await derive('argon2id', parameters(password, { cost, salt, tagLength: tag.length }));
  return timingSafeEqual(found, tag);
};

export const isOutdated = (stored: string): boolean => {
  const { cost, salt, tag } = parse(stored);
  const isSame = (['memory', 'passes', 'parallelism'] as const).every(
    name => cost[name] === currentCost[name],
  );
  return !isSame || salt.length < saltLength || tag.length < tagLength;
};

const format = /^\$argon2id\$v=19\$m=(\d{1,8}),t=(\d{1,4}),p=(\d{1,3})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

const parse = (stored: string): Parsed => {
  const [, memory, passes, parallelism, salt = '', tag = ''] = format.exec(stored) ?? [];
  if (!memory) throw new Error('A stored password is no argon2id PHC string');
  return {
    cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  };
};

const parameters = (
  password: string,
  { cost, salt, tagLength: length }: { cost: Argon2Cost; salt: Buffer; tagLength: number },
): Argon2Parameters => ({
  // The same password, however a keyboard composes it: RFC 8265 section 4.2.2 asks for NFC.
  message: Buffer.from(password.normalize('NFC'), 'utf8'),
  nonce: salt,
  tagLength: length,
  ...cost,
});

const base64 = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');
