import { Injectable } from '@nestjs/common';
import { HubError, providerDeadline } from '#kernel';
import type { RemoteContainer } from '#provider-sdk';
import type { ModelName } from '#unified-models';
import { ConnectionHealth } from './connection-health.js';
import type { ContainerView, HealthView } from './connections.dto.js';
import { Connections } from './connections.service.js';
import { ProviderSessions } from './provider-sessions.js';

const deadlineMs = 60_000;

/** Short, live questions to a provider on behalf of a person who waits for the answer. */
@Injectable()
export class ConnectionChecks {
  constructor(
    private readonly sessions: ProviderSessions,
    private readonly connections: Connections,
    private readonly health: ConnectionHealth,
  ) {}

  async check(id: string): Promise<HealthView> {
    await this.connections.get(id);
    try {
      const { provider, session } = await this.sessions.open(id, providerDeadline(deadlineMs));
      await this.health.watch(id, () => provider.identify(session));
      await this.health.worked(id);
      return { healthy: true, status: 'active', code: null, detail: null };
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
      const { status } = await this.connections.get(id);
      return { healthy: false, status, code: error.code, detail: error.publicDetail };
    }
  }

  async containers(id: string, model: ModelName): Promise<ContainerView[]> {
    const { provider, session } = await this.sessions.open(id, providerDeadline(deadlineMs));
    const found = provider.containers?.(session, model);
    if (!found) return [];
    const containers = await this.health.watch(id, () => Array.fromAsync(found));
    await this.health.worked(id);
    return containers.map(viewContainer);
  }
}

const viewContainer = (container: RemoteContainer): ContainerView => ({
  id: container.id,
  name: container.name,
  writable: container.writable,
  primary: container.primary ?? false,
  color: container.color ?? null,
  timeZone: container.timeZone ?? null,
});
