import { Module } from '@nestjs/common';
import { z } from 'zod';
import {
  type IntegrationProvider,
  Provider,
  type ProviderManifest,
  type RemoteContainer,
} from '#provider-sdk';
import { type ModelName, models } from '#unified-models';
import { MemoryProvider } from '../../src/modules/syncs/engine/testing/memory-provider.js';
import { createOrganization, type TestOrganization } from './api.js';
import { finished, idle, type Run, type StoredRecord } from './calendar.js';
import { startTestHub, type TestHub } from './hub.js';
import { MovedClock } from './oauth-connect.js';

const purposes: readonly [ModelName, ProviderManifest['models'][number]['purpose']][] = [
  ['task', 'task_sync'],
  ['calendar_event', 'calendar_sync'],
  ['file', 'file_sync'],
  ['message', 'messaging'],
  ['employee', 'employee_sync'],
];

const manifest: ProviderManifest = {
  key: 'memory',
  name: 'Memory',
  vendor: 'Test',
  category: 'tasks',
  auth: {
    kind: 'api_key',
    credentials: z.strictObject({ key: z.string().meta({ secret: true }) }),
    header: ({ key = '' }) => ({ authorization: key }),
  },
  scopes: [],
  apiUrl: 'http://127.0.0.1:9',
  hosts: [],
  models: purposes.map(([model, purpose]) => ({
    ...{ model, purpose, powers: ['pull', 'push', 'delete'] as const, containerName: 'box' },
  })),
  limits: { requestsPerSecond: 1_000, concurrent: 10 },
  guide: 'test.md',
};

export interface MemorySync {
  readonly syncId: string;
  readonly consentId: string;
  /** What lies in the container at the provider. */
  readonly remote: MemoryProvider;
  /** Puts an object there, with the model's defaults for what is left out; answers its id. */
  put(fields: Readonly<Record<string, unknown>>): string;
  run(): Promise<Run>;
  records(): Promise<StoredRecord[]>;
}

/** A hub with a provider of every model that lives in this process. */
export interface MemoryStage {
  readonly hub: TestHub;
  readonly clock: MovedClock;
  readonly acme: TestOrganization;
  readonly other: TestOrganization;
  sync(
    organization: TestOrganization,
    model: ModelName,
    containerId: string,
    settings?: object,
  ): Promise<MemorySync>;
  stop(): Promise<void>;
}

/** Containers come into being when they are first named: `<organization>-<model>-<name>`. */
const memoryModule = (boxes: Map<string, MemoryProvider>) => {
  const box = (id: string): MemoryProvider => {
    const found = boxes.get(id);
    if (!found) throw new Error(`No box ${id}`);
    return found;
  };
  @Provider()
  class Memory implements IntegrationProvider {
    readonly manifest = manifest;
    readonly identify = async () => ({ id: 'me', name: 'Me', email: null });
    readonly pull: NonNullable<IntegrationProvider['pull']> = (session, request) =>
      box(request.containerId).pull(session, request);
    readonly push: NonNullable<IntegrationProvider['push']> = (session, change) =>
      box(change.containerId).push(session, change);

    async *containers(): AsyncIterable<RemoteContainer> {
      for (const id of boxes.keys()) yield { id, name: `Box ${id}`, writable: true };
    }
  }
  @Module({ providers: [Memory] })
  class MemoryModule {}
  return MemoryModule;
};

export const startMemoryStage = async (startsAt?: string): Promise<MemoryStage> => {
  const clock = new MovedClock();
  if (startsAt !== undefined) clock.aheadMs = Date.parse(startsAt) - Date.now();
  const boxes = new Map<string, MemoryProvider>();
  const hub = await startTestHub({}, { clock, extraModules: [memoryModule(boxes)] });
  const connections = new Map<string, string>();
  const connectionOf = async ({ id, owner, at }: TestOrganization): Promise<string> => {
    const known = connections.get(id);
    if (known) return known;
    const integration = await owner.post<{ id: string }>(at('/integrations'), { provider: 'memory' });
    const wish = { integrationId: integration.id, credentials: { key: 'k' } };
    const connection = await owner.post<{ id: string }>(at('/connections'), wish);
    connections.set(id, connection.id);
    return connection.id;
  };
  return {
    hub,
    clock,
    acme: await createOrganization(hub.url, hub.operatorKey, 'Acme'),
    other: await createOrganization(hub.url, hub.operatorKey, 'Other'),
    async sync(organization, model, containerId, settings = {}) {
      const { owner, at } = organization;
      const remote = new MemoryProvider({ pageSize: 100, now: () => clock.now() });
      boxes.set(containerId, remote);
      const consent = await owner.post<{ id: string }>(at('/consents'), {
        ...{ subject: { type: 'end_user', id: 'ada' }, purpose: new Map(purposes).get(model) },
        noticeVersion: '2026-11',
      });
      const made = await owner.post<{ id: string }>(at('/syncs'), {
        ...{ connectionId: await connectionOf(organization), consentId: consent.id, model, containerId },
        ...{ autoSync: false, ...settings },
      });
      const path = at(`/syncs/${made.id}`);
      return {
        syncId: made.id,
        consentId: consent.id,
        remote,
        put: fields => remote.save(null, { ...models[model].defaults, ...fields }).id,
        async run() {
          await idle(owner, path);
          const run = await owner.post<Run>(`${path}/runs`, {});
          return finished(owner, `${path}/runs/${run.id}`);
        },
        records: async () =>
          (await owner.get<{ data: StoredRecord[] }>(at(`/records?syncId=${made.id}&limit=500`))).data,
      };
    },
    stop: () => hub.stop(),
  };
};
