import type { Endpoint } from './endpoint.entity.js';
import type { EndpointView } from './endpoints.dto.js';

export const viewEndpoint = (endpoint: Endpoint, publicKeys: string[]): EndpointView => ({
  id: endpoint.id,
  url: endpoint.url,
  description: endpoint.description,
  eventTypes: endpoint.eventTypes,
  filters: [...endpoint.filters],
  enabled: endpoint.enabled,
  disabledReason: endpoint.disabledReason ?? null,
  throttlePerSecond: endpoint.throttle ?? null,
  concurrency: endpoint.concurrency,
  headerNames: endpoint.headerNames,
  publicKeys,
  failingSince: endpoint.failingSince?.toISOString() ?? null,
  createdAt: endpoint.createdAt.toISOString(),
  updatedAt: endpoint.updatedAt.toISOString(),
});
