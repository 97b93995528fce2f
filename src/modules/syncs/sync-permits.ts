import { Injectable } from '@nestjs/common';
import { ConsentGate } from '#consent';
import { Connections, ProviderSessions } from '#connections';
import { HubError, invalid, providerDeadline } from '#kernel';
import type { RemoteContainer } from '#provider-sdk';
import type { Direction } from '#records';
import { type ModelName, models } from '#unified-models';
import { Quotas } from '../quotas/index.js';
import type { Sync } from './sync.entity.js';
import { SyncGuards } from './sync-guards.js';
import { SyncPurposes } from './sync-purposes.js';
import type { CreateSync, UpdateSync } from './syncs.dto.js';

const containerDeadlineMs = 60_000;

/** What may speak against a sync and its settings: consents, fields, the container and its direction. */
@Injectable()
export class SyncPermits {
  constructor(
    private readonly connections: Connections,
    private readonly sessions: ProviderSessions,
    private readonly purposes: SyncPurposes,
    private readonly gate: ConsentGate,
    private readonly guards: SyncGuards,
    private readonly quotas: Quotas,
  ) {}

  /** In the transaction that makes a sync. */
  requireRoom(): Promise<void> {
    return this.quotas.requireRoom('syncs');
  }

  /** Everything that may speak against a new sync; answers its container. */
  async forNew(input: CreateSync): Promise<RemoteContainer> {
    const powers = await this.purposes.powers(input);
    await this.gate.require({ consentId: input.consentId, purpose: powers.purpose });
    await this.guards.requireConsent(powers, input.sensitiveConsentId);
    requireFields(input.model, input.fieldPolicies);
    const container = await this.container(input);
    requireDirection(input.direction, container, powers.powers.includes('push'));
    return container;
  }

  /** Everything that may speak against new settings. */
  async forChange(before: Sync, changes: UpdateSync): Promise<void> {
    const said = await this.purposes.powers(before);
    const { purpose, powers } = said;
    if (changes.consentId) await this.gate.require({ consentId: changes.consentId, purpose });
    if (changes.sensitiveConsentId !== before.sensitiveConsentId)
      await this.guards.requireConsent(said, changes.sensitiveConsentId ?? null);
    requireFields(before.model, changes.fieldPolicies ?? {});
    const { direction = before.direction } = changes;
    if (direction !== before.direction && direction !== 'pull') {
      requireDirection(direction, await this.container(before), powers.includes('push'));
    }
  }

  private async container({
    connectionId,
    model,
    containerId,
  }: Pick<Sync, 'connectionId' | 'model' | 'containerId'>): Promise<RemoteContainer> {
    await this.connections.get(connectionId);
    const { provider, session } = await this.sessions.open(
      connectionId,
      providerDeadline(containerDeadlineMs),
    );
    for await (const container of provider.containers?.(session, model) ?? []) {
      if (container.id === containerId) return container;
    }
    throw invalid(
      'containerId',
      'the account has no such container; GET …/connections/{id}/containers lists them',
    );
  }
}

/** A policy for a field that the model does not have would never apply, and nobody would notice. */
const requireFields = (model: ModelName, policies: CreateSync['fieldPolicies']): void => {
  const unknown = Object.keys(policies).find(field => !Object.hasOwn(models[model].schema.shape, field));
  if (unknown !== undefined) throw invalid(`fieldPolicies.${unknown}`, `${model} has no such field`);
};

const requireDirection = (direction: Direction, container: RemoteContainer, pushes: boolean): void => {
  if (direction === 'pull' || (container.writable && pushes)) return;
  throw new HubError(
    'container_read_only',
    422,
    `${container.name} cannot be written. Use direction "pull".`,
    {
      fields: [{ path: 'direction', detail: 'this container is read-only: use "pull"' }],
    },
  );
};
