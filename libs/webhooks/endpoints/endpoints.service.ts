import { LockMode } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import { Vault } from '#crypto';
import { EventTypes, Outbox } from '#database';
import { Clock, conflict, currentOrganization, invalid, newId, notFound } from '#kernel';
import { endpointDisabled, webhooksTest } from '../webhooks.event-types.js';
import { type DisabledReason, Endpoint } from './endpoint.entity.js';
import { EndpointSecrets } from './endpoint-secrets.js';
import type { CreateEndpoint, UpdateEndpoint } from './endpoints.dto.js';
import { typeMatches } from './event-filter.js';

const mostEndpoints = 200;

export const headersPlace = (rowId: string) => ({ table: 'endpoint', rowId, field: 'headers', version: 1 });

/** Where an organization wants its events sent. The URL is checked before, by `Targets`. */
@Injectable()
export class Endpoints {
  constructor(
    private readonly em: EntityManager,
    private readonly secrets: EndpointSecrets,
    private readonly vault: Vault,
    private readonly types: EventTypes,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async get(id: string): Promise<Endpoint> {
    const endpoint = await this.em.findOne(Endpoint, { id }, { refresh: true });
    if (!endpoint) throw notFound('endpoint');
    return endpoint;
  }

  async create(input: CreateEndpoint): Promise<{ endpoint: Endpoint; secret: string }> {
    this.requireKnown(input.eventTypes);
    const id = newId();
    const sealed = await this.sealed(id, input.headers);
    return this.em.transactional(async em => {
      if ((await em.count(Endpoint, {})) >= mostEndpoints)
        throw conflict('too_many_endpoints', `An organization has at most ${mostEndpoints} endpoints.`);
      const now = this.clock.now();
      const { throttlePerSecond, headers: _plain, asymmetric, ...rest } = input;
      const endpoint = em.create(Endpoint, {
        ...rest,
        ...sealed,
        id,
        organizationId: currentOrganization(),
        throttle: throttlePerSecond,
        enabled: true,
        failures: 0,
        createdAt: now,
        updatedAt: now,
      });
      em.persist(endpoint);
      await em.flush();
      const secret = await this.secrets.issue(id, asymmetric ? ['v1', 'v1a'] : ['v1']);
      await this.record('endpoint.created', endpoint);
      return { endpoint, secret };
    });
  }

  async update(id: string, changes: UpdateEndpoint): Promise<Endpoint> {
    if (changes.eventTypes) this.requireKnown(changes.eventTypes);
    const sealed = changes.headers ? await this.sealed(id, changes.headers) : {};
    return this.change(id, 'endpoint.updated', async endpoint => {
      const { throttlePerSecond, headers: _plain, enabled, ...rest } = changes;
      Object.assign(endpoint, rest, sealed);
      if (throttlePerSecond !== undefined) endpoint.throttle = throttlePerSecond;
      if (enabled === true) enable(endpoint);
      if (enabled === false && endpoint.enabled) await this.shut(endpoint, 'by_request');
    });
  }

  async delete(id: string): Promise<void> {
    await this.em.transactional(async em => {
      const endpoint = await this.get(id);
      await em.nativeDelete(Endpoint, { id });
      await this.record('endpoint.deleted', endpoint);
    });
  }

  async rotate(id: string): Promise<{ endpoint: Endpoint; secret: string }> {
    let secret = '';
    const endpoint = await this.change(id, 'endpoint.secret_rotated', async () => {
      secret = await this.secrets.rotate(id);
    });
    return { endpoint, secret };
  }

  /** What a delivery found out: the endpoint is not to be used any more. Repeating it changes nothing. */
  async disable(id: string, reason: DisabledReason): Promise<void> {
    await this.em.transactional(async em => {
      const endpoint = await em.findOne(
        Endpoint,
        { id },
        { refresh: true, lockMode: LockMode.PESSIMISTIC_WRITE },
      );
      if (!endpoint?.enabled) return;
      await this.shut(endpoint, reason);
      await em.flush();
      await this.record('endpoint.disabled', endpoint);
    });
  }

  async test(id: string): Promise<string> {
    return this.em.transactional(async () => {
      const endpoint = await this.get(id);
      requireEnabled(endpoint);
      const data = { endpointId: id, message: 'This is a test.' };
      const [eventId = ''] = await this.outbox.publish(webhooksTest, [{ data }]);
      await this.record('endpoint.tested', endpoint);
      return eventId;
    });
  }

  private change(id: string, action: string, work: (endpoint: Endpoint) => Promise<void>): Promise<Endpoint> {
    return this.em.transactional(async em => {
      const endpoint = await em.findOne(
        Endpoint,
        { id },
        { refresh: true, lockMode: LockMode.PESSIMISTIC_WRITE },
      );
      if (!endpoint) throw notFound('endpoint');
      await work(endpoint);
      endpoint.updatedAt = this.clock.now();
      await em.flush();
      await this.record(action, endpoint);
      return endpoint;
    });
  }

  private async shut(endpoint: Endpoint, reason: DisabledReason): Promise<void> {
    endpoint.enabled = false;
    endpoint.disabledReason = reason;
    const failingSince = endpoint.failingSince?.toISOString() ?? null;
    await this.outbox.publish(endpointDisabled, [
      { data: { endpointId: endpoint.id, reason, failingSince } },
    ]);
  }

  private async sealed(id: string, headers: Readonly<Record<string, string>>) {
    const headerNames = Object.keys(headers);
    const blob =
      headerNames.length > 0 ? await this.vault.seal(JSON.stringify(headers), headersPlace(id)) : null;
    return { headerNames, headers: blob };
  }

  private requireKnown(patterns: readonly string[]): void {
    const strange = patterns.find(pattern => !this.types.all.some(({ name }) => typeMatches(pattern, name)));
    if (strange)
      throw invalid('eventTypes', `${strange} names no event type; GET /v1/event-types lists them`);
  }

  private record(action: string, { id, eventTypes, enabled, disabledReason }: Endpoint): Promise<void> {
    return this.audit.record({
      action,
      target: { type: 'endpoint', id },
      details: { eventTypes, enabled, disabledReason: disabledReason ?? null },
    });
  }
}

export const requireEnabled = ({ enabled }: Endpoint): void => {
  if (!enabled) throw conflict('endpoint_disabled', 'This endpoint is disabled. Enable it first.');
};

const enable = (endpoint: Endpoint): void => {
  endpoint.enabled = true;
  endpoint.disabledReason = null;
  endpoint.failingSince = null;
  endpoint.failures = 0;
  endpoint.warnedAt = null;
};
