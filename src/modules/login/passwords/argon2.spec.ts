import { argon2Sync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { currentCost, hashPassword, isOutdated, verifyPassword } from './argon2.js';

const cheap = { memory: 64, passes: 1, parallelism: 1 };

describe('argon2id of Node', () => {
  it('passes the vector of RFC 9106 section 5.3', () => {
    const tag = argon2Sync('argon2id', {
      message: Buffer.alloc(32, 1),
      nonce: Buffer.alloc(16, 2),
      secret: Buffer.alloc(8, 3),
      associatedData: Buffer.alloc(12, 4),
      parallelism: 4,
      tagLength: 32,
      memory: 32,
      passes: 3,
    });
    expect(tag.toString('hex')).toBe('0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659');
  });
});

describe('a stored password', () => {
  it('opens with the password and with nothing near it', async () => {
    const stored = await hashPassword('correct horse battery', cheap);
    expect(await verifyPassword('correct horse battery', stored)).toBe(true);
    expect(await verifyPassword('correct horse batterz', stored)).toBe(false);
    expect(await verifyPassword('', stored)).toBe(false);
  });

  it('is the same password composed or decomposed', async () => {
    expect(await verifyPassword('cafe\u0301 au lait', await hashPassword('caf\u00e9 au lait', cheap))).toBe(
      true,
    );
  });

  it('names its cost, has a salt of its own, and is outdated when the cost has risen', async () => {
    const [one, two] = [await hashPassword('a', currentCost), await hashPassword('a', currentCost)];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(one).not.toBe(two);
    expect(isOutdated(one)).toBe(false);
    expect(isOutdated(await hashPassword('a', cheap))).toBe(true);
  });

  it('that is something else is a failure, not a refusal', async () => {
    await expect(verifyPassword('a', '$2b$10$abc')).rejects.toThrow('no argon2id');
  });
});
