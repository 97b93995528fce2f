import { describe, expect, it } from '@jest/globals';
import type { Config } from '#config';
import type { Connection, ProviderSessions } from '#connections';
import type { Vault } from '#crypto';
import type { RemoteSubscription } from '#provider-sdk';
import { Vendor } from './vendor.js';

const hooks = 'https://hub.example/hooks/acme';
const at = (callbackUrl: string): RemoteSubscription => ({
  ...{ id: callbackUrl, containerId: 'c', callbackUrl, resourceId: null, expiresAt: null },
});

/** A vendor that gets a subscription of ours while it lists what it has. */
const sweep = async () => {
  const known = new Set([`${hooks}/known`]);
  const removed: string[] = [];
  const provider = {
    async *subscriptions() {
      yield at(`${hooks}/known`);
      yield at(`${hooks}/orphan`);
      yield at('https://stranger.example/hooks/acme/1');
      await Promise.resolve();
      known.add(`${hooks}/new`);
      yield at(`${hooks}/new`);
    },
    unsubscribe: (_: unknown, { id }: RemoteSubscription) => Promise.resolve(removed.push(id)),
  };
  const sessions = { openToLeave: () => Promise.resolve({ provider, session: {} }) };
  const config = { webhookUrl: 'https://hub.example' };
  const vendor = new Vendor(
    sessions as unknown as ProviderSessions,
    {} as unknown as Vault,
    config as unknown as Config,
  );
  const connection = { id: 'x', provider: 'acme' } as unknown as Connection;
  const swept = await vendor.sweep(connection, () => Promise.resolve(new Set(known)));
  return { swept, removed };
};

describe('sweeping subscriptions that nobody here knows', () => {
  it('spares one that is made while the vendor lists, and those of others', async () => {
    expect(await sweep()).toEqual({ swept: 1, removed: [`${hooks}/orphan`] });
  });
});
