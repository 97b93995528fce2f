import { setTimeout as sleep } from 'node:timers/promises';
import { createOrganization, type TestOrganization, until } from './api.js';
import type { Run } from './calendar.js';
import { startTestHub, type TestHub } from './hub.js';
import { shelfModule, ShelfVendor } from './shelf-vendor.js';

export interface ShelfRun extends Run {
  readonly syncId: string;
  readonly kind: string;
  readonly trigger: string;
  readonly resumeAt: string | null;
  readonly durationSeconds: number | null;
  readonly progress: {
    readonly done: number;
    readonly expected: number | null;
    readonly perSecond: number | null;
    readonly secondsLeft: number | null;
  };
}

export const isOver = ({ status }: Run): boolean => ['succeeded', 'failed', 'cancelled'].includes(status);

/** A hub, the shelf vendor, and an organization with one account there. */
export interface ShelfStage {
  readonly vendor: ShelfVendor;
  readonly hub: TestHub;
  readonly acme: TestOrganization;
  /** A sync of a shelf, `<size>x<page>`; answers its path. */
  sync(shelf: string, wish?: object): Promise<string>;
  begin(sync: string, wish?: object): Promise<string>;
  run(path: string): Promise<ShelfRun>;
  ended(path: string): Promise<ShelfRun>;
  /** Asks, and says how many milliseconds it took until the run was so. */
  timed(path: string, verb: string, status: string): Promise<number>;
  stop(): Promise<void>;
}

export const startShelfStage = async (
  shelves: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<ShelfStage> => {
  const vendor = await ShelfVendor.start();
  const hub = await startTestHub(settings, { extraModules: [shelfModule(vendor.url)] });
  const acme = await createOrganization(hub.url, hub.operatorKey, 'Acme');
  const { owner, at } = acme;
  const { id: integrationId } = await owner.post<{ id: string }>(at('/integrations'), { provider: 'shelf' });
  const credentials = { account: 'ada', shelves: shelves.join(',') };
  const { id: connectionId } = await owner.post<{ id: string }>(at('/connections'), {
    integrationId,
    credentials,
  });
  const subject = { type: 'end_user', id: 'ada' };
  const consent = { subject, purpose: 'calendar_sync', noticeVersion: '1' };
  const { id: consentId } = await owner.post<{ id: string }>(at('/consents'), consent);
  const run = (path: string) => owner.get<ShelfRun>(path);
  return {
    ...{ vendor, hub, acme, run },
    async sync(containerId, wish = {}) {
      const body = { connectionId, consentId, containerId, autoSync: false, ...wish };
      return at(`/syncs/${(await owner.post<{ id: string }>(at('/syncs'), body)).id}`);
    },
    begin: async (sync, wish = {}) => `${sync}/runs/${(await owner.post<Run>(`${sync}/runs`, wish)).id}`,
    ended: path => until(() => run(path), isOver, 60_000),
    async timed(path, verb, status) {
      const began = performance.now();
      await owner.post(`${path}/${verb}`);
      while ((await run(path)).status !== status) {
        if (performance.now() - began > 30_000) throw new Error(`Not ${status} after 30 s`);
        await sleep(25);
      }
      return performance.now() - began;
    },
    async stop() {
      await hub.stop();
      await vendor.stop();
    },
  };
};
