import type { Schemas } from '../../../../src/client/index.js';

export type Overview = Schemas['Overview'];
export type AttentionItem = Schemas['AttentionItem'];

/** Where the next step is taken; below `/o/{organization}/`. */
export const placeOf = (item: AttentionItem): string => {
  const { kind, connectionId, syncId, runId, consentId, endpointId } = item;
  if (runId !== undefined && syncId !== undefined) return `syncs/${syncId}/runs/${runId}`;
  if (kind.startsWith('connection_'))
    return connectionId === undefined ? 'connections' : `connections/${connectionId}`;
  if (kind.startsWith('run_')) return syncId === undefined ? 'syncs' : `syncs/${syncId}`;
  if (kind === 'conflicts_open') return syncId === undefined ? 'conflicts' : `conflicts?syncId=${syncId}`;
  if (kind.startsWith('consent_'))
    return consentId === undefined ? 'consents' : `consents?consent=${consentId}`;
  if (endpointId !== undefined) return `webhooks/out/${endpointId}`;
  if (kind === 'deliveries_dead' || kind.startsWith('endpoint_')) return 'webhooks/out';
  if (kind.startsWith('receipts_')) return 'webhooks/in';
  return 'audit';
};

export const levelWords: Readonly<Record<AttentionItem['level'], string>> = {
  stopped: 'Stopped',
  warning: 'Look at it',
  notice: 'Know of it',
};

const duration = (ms: number): string =>
  ms < 1_000
    ? `${Math.round(ms)} ms`
    : `${(ms / 1_000).toLocaleString(undefined, { maximumFractionDigits: 1 })} s`;

/** How long it took, as far as there was something to measure. */
export const latencyWords = ({ p50, p95 }: Overview['intake']['latencyMs'], done: string): string =>
  p50 === null || p95 === null
    ? 'none yet'
    : `half ${done} within ${duration(p50)}, 95 % within ${duration(p95)}`;

/** Midnight of the viewer: where today begins. */
export const midnight = (now: Date): string =>
  new Date(now.getFullYear(), now.getMonth(), now.getDate()).toISOString();
