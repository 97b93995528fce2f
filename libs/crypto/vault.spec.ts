import { randomBytes } from 'node:crypto';
import { EntityManager } from '@mikro-orm/postgresql';
import { describe, expect, it } from '@jest/globals';
import { installationId, newId } from '#kernel';
import { KeyRing, Vault, VaultError } from './index.js';
import {
  asSuperuser,
  clock,
  freshKey,
  place,
  start,
  useVaultDatabase,
  within,
} from './testing/vault-stage.js';

useVaultDatabase();

describe('The vault', () => {
  it('opens what it sealed, in this process and in another with the same key', async () => {
    const key = randomBytes(32).toString('base64');
    const [one, two] = [await start(KeyRing.load({ key })), await start(KeyRing.load({ key }))];
    const organization = newId();
    const blob = await within(one, organization, vault => vault.seal('s3cret ✓', place));
    expect(await within(two, organization, vault => vault.open(blob, place))).toBe('s3cret ✓');
  });

  it('refuses another organization the key and the content, even when the row was copied', async () => {
    const hub = await start(freshKey());
    const [owner, thief] = [newId(), newId()];
    const blob = await within(hub, owner, vault => vault.seal('secret', place));
    await expect(within(hub, thief, vault => vault.open(blob, place))).rejects.toThrow(VaultError);
    await expect(
      within(hub, thief, vault => vault.open(blob, { ...place, organizationId: owner })),
    ).rejects.toThrow(VaultError);
    await expect(hub.get(Vault).open(blob, place)).rejects.toThrow(VaultError);
  });

  it('does not unwrap a data key that was moved to another organization or version', async () => {
    const hub = await start(freshKey());
    const [owner, thief] = [newId(), newId()];
    const blob = await within(hub, owner, vault => vault.seal('secret', place));
    await asSuperuser('update data_key set organization_id = $1', [thief]);
    clock.forward(61_000);
    await expect(within(hub, thief, vault => vault.open(blob, place))).rejects.toThrow(VaultError);
    await asSuperuser('update data_key set organization_id = $1, version = 2', [owner]);
    await expect(within(hub, owner, vault => vault.open(blob, place))).rejects.toThrow(VaultError);
    await asSuperuser('update data_key set version = 1');
    expect(await within(hub, owner, vault => vault.open(blob, place))).toBe('secret');
  });

  it('keeps the installation’s own secrets under a key of its own, whoever is asking', async () => {
    const hub = await start(freshKey());
    const shared = { ...place, organizationId: installationId };
    const blob = await within(hub, newId(), vault => vault.seal('client secret', shared));
    expect(await within(hub, newId(), vault => vault.open(blob, shared))).toBe('client secret');
    expect(await asSuperuser('select organization_id from data_key')).toEqual([
      { organization_id: installationId },
    ]);
  });

  it('seals and opens a page in order, and refuses the page when one value is damaged', async () => {
    const hub = await start(freshKey());
    const texts = Array.from({ length: 100 }, (_, i) => `record ${String(i)}`);
    const places = texts.map(() => ({ ...place, rowId: newId() }));
    await within(hub, newId(), async vault => {
      const blobs = await vault.sealMany(
        texts.map((plaintext, i) => ({ plaintext, place: places[i] ?? place })),
      );
      const requests = blobs.map((blob, i) => ({ blob, place: places[i] ?? place }));
      expect(await vault.openMany(requests)).toEqual(texts);
      blobs[41]?.fill(0, 30);
      await expect(vault.openMany(requests)).rejects.toThrow(VaultError);
    });
  });

  it('refuses text that would come back changed', async () => {
    const hub = await start(freshKey());
    await expect(within(hub, newId(), vault => vault.seal('\ud800', place))).rejects.toMatchObject({
      status: 422,
    });
  });

  it('makes one data key per organization, however many ask at once in however many processes', async () => {
    const key = randomBytes(32).toString('base64');
    const hubs = await Promise.all([1, 2, 3].map(() => start(KeyRing.load({ key }))));
    const organization = newId();
    const asks = Array.from({ length: 60 }, (_, i) => hubs[i % 3] ?? raise());
    const blobs = await Promise.all(
      asks.map(hub => within(hub, organization, vault => vault.seal('x', place))),
    );
    expect(await asSuperuser('select count(*)::int as keys, max(version) as version from data_key')).toEqual([
      { keys: 1, version: 1 },
    ]);
    for (const blob of blobs)
      expect(await within(hubs[0] ?? raise(), organization, vault => vault.open(blob, place))).toBe('x');
  });

  it('keeps the data key when the transaction that first needed it is rolled back', async () => {
    const hub = await start(freshKey());
    const organization = newId();
    let inside: Buffer = Buffer.alloc(0);
    const rolledBack = within(hub, organization, vault =>
      hub.get(EntityManager).transactional(async em => {
        await em.execute('select 1');
        inside = await vault.seal('sealed inside', place);
        throw new Error('the caller changed its mind');
      }),
    );
    await expect(rolledBack).rejects.toThrow('changed its mind');
    clock.forward(61_000);
    expect(await within(hub, organization, vault => vault.open(inside, place))).toBe('sealed inside');
  });

  it('does not stall when every pooled connection is held by a transaction that needs a new key', async () => {
    const hub = await start(freshKey(), 2);
    const em = hub.get(EntityManager);
    const first = (organization: string): Promise<Buffer> =>
      within(hub, organization, vault =>
        em.transactional(async inner => {
          await inner.execute('select pg_sleep(0.05)');
          return vault.seal('x', place);
        }),
      );
    const blobs = await Promise.all(Array.from({ length: 8 }, () => first(newId())));
    expect(blobs.map(blob => blob.length)).toEqual(Array.from({ length: 8 }, () => 46));
  }, 15_000);

  it('cannot open anything of an organization within a minute of its data key being destroyed', async () => {
    const hub = await start(freshKey());
    const [shredded, other] = [newId(), newId()];
    const blobs = await Promise.all(
      [shredded, other].map(id => within(hub, id, vault => vault.seal('x', place))),
    );
    await asSuperuser('delete from data_key where organization_id = $1', [shredded]);
    clock.forward(61_000);
    await expect(within(hub, shredded, vault => vault.open(blobs[0] ?? raise(), place))).rejects.toThrow(
      VaultError,
    );
    expect(await within(hub, other, vault => vault.open(blobs[1] ?? raise(), place))).toBe('x');
  });

  it('stores neither a data key nor a secret in the clear', async () => {
    const hub = await start(freshKey());
    const blob = await within(hub, newId(), vault => vault.seal('canary-in-a-coal-mine', place));
    expect(blob.includes('canary')).toBe(false);
    const [row] = await asSuperuser('select octet_length(wrapped_key) as length from data_key');
    expect(row).toEqual({ length: 1 + 16 + 12 + 32 + 16 });
  });
});

const raise = (): never => {
  throw new Error('missing');
};
