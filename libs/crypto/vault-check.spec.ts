import { existsSync, rmSync } from 'node:fs';
import { EntityManager } from '@mikro-orm/postgresql';
import { describe, expect, it } from '@jest/globals';
import { newId } from '#kernel';
import { KeyRing } from './index.js';
import {
  asSuperuser,
  freshFile,
  freshKey,
  place,
  start,
  useVaultDatabase,
  within,
} from './testing/vault-stage.js';

useVaultDatabase();

describe('The check at start', () => {
  it('lets every start with the first start’s key pass', async () => {
    const keyFile = freshFile();
    const first = KeyRing.load({ keyFile });
    await start(first);
    await start(KeyRing.load({ keyFile }));
    expect(await asSuperuser('select key_id from vault_check')).toEqual([{ key_id: first.currentKeyId }]);
  });

  it('refuses another key, and names the one it needs and where it looked', async () => {
    const right = freshKey();
    await start(right);
    const keyFile = freshFile();
    KeyRing.load({ keyFile });
    const wrong = KeyRing.load({ keyFile });
    const refused = start(wrong);
    await expect(refused).rejects.toMatchObject({ code: 'vault_key_wrong' });
    await expect(refused).rejects.toThrow(right.currentKeyId);
    await expect(refused).rejects.toThrow(keyFile);
    expect(existsSync(keyFile)).toBe(true);
    await start(right);
  });

  it('refuses a lost key file, and leaves no new one behind', async () => {
    const keyFile = freshFile();
    const first = KeyRing.load({ keyFile });
    await start(first);
    rmSync(keyFile);
    const refused = start(KeyRing.load({ keyFile }));
    await expect(refused).rejects.toMatchObject({ code: 'vault_key_wrong' });
    await expect(refused).rejects.toThrow(`there was no key file ${keyFile}`);
    expect(existsSync(keyFile)).toBe(false);
  });

  it('refuses a new key when only data keys remain of the old one', async () => {
    const right = freshKey();
    const hub = await start(right);
    await within(hub, newId(), vault => vault.seal('x', place));
    await asSuperuser('delete from vault_check');
    const keyFile = freshFile();
    await expect(start(KeyRing.load({ keyFile }))).rejects.toThrow(right.currentKeyId);
    expect(existsSync(keyFile)).toBe(false);
    await start(right);
  });

  it('lets one of two first starts with different keys win, and refuses the other', async () => {
    const outcomes = await Promise.allSettled([start(freshKey()), start(freshKey())]);
    expect(outcomes.map(outcome => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
    const refusal = outcomes.find(outcome => outcome.status === 'rejected');
    expect(refusal?.reason).toMatchObject({ code: 'vault_key_wrong' });
  });

  it('refuses a damaged canary although the key is right', async () => {
    const right = freshKey();
    await start(right);
    await asSuperuser(`update vault_check set canary = set_byte(canary, 40, get_byte(canary, 40) # 1)`);
    await expect(start(right)).rejects.toThrow('is damaged');
  });

  it('leaves the serving role unable to replace or remove the canary', async () => {
    const hub = await start(freshKey());
    const em = hub.get(EntityManager).fork();
    await expect(em.execute('update vault_check set key_id = key_id')).rejects.toThrow('permission denied');
    await expect(em.execute('delete from vault_check')).rejects.toThrow('permission denied');
  });
});
