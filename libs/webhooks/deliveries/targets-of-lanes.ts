import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Vault } from '#crypto';
import { Endpoint } from '../endpoints/endpoint.entity.js';
import { EndpointSecrets } from '../endpoints/endpoint-secrets.js';
import { headersPlace } from '../endpoints/endpoints.service.js';
import type { Target } from './sender.js';

export interface LaneTarget extends Target {
  readonly concurrency: number;
  readonly throttle: number | null;
}

/** An endpoint as deliveries need it, with its secrets opened. */
@Injectable()
export class LaneTargets {
  constructor(
    private readonly em: EntityManager,
    private readonly secrets: EndpointSecrets,
    private readonly vault: Vault,
  ) {}

  /** Null when there is nobody to send to. */
  async load(endpointId: string): Promise<LaneTarget | null> {
    const where = { id: endpointId, enabled: true };
    const endpoint = await this.em.findOne(Endpoint, where, { disableIdentityMap: true });
    if (!endpoint) return null;
    const { id, url, concurrency, throttle = null, headers } = endpoint;
    return {
      endpointId: id,
      url,
      concurrency,
      throttle,
      headers: headers
        ? (JSON.parse(await this.vault.open(headers, headersPlace(id))) as Record<string, string>)
        : {},
      secrets: await this.secrets.open(id),
    };
  }
}
