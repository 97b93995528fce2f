import { useState } from 'react';
import type { Schemas } from '../../../src/client/index.js';
import { client } from '../api/client.js';
import { useOrganization } from '../api/organization.js';
import { useFollow } from './follow.js';
import { useRefresh } from './refresh.js';

export type DryRun = Schemas['DryRun'];
export type Draft = Schemas['CreateSyncInput'];
export type Changed = Schemas['StartDryRunInput'];

export const isUnderWay = ({ status }: { readonly status: string }): boolean =>
  status === 'queued' || status === 'running';

const base = '/v1/organizations/{organizationId}' as const;

/** Of a sync as it would be with other settings, or of one that does not exist yet. */
export type Wish =
  { readonly syncId: string; readonly changes: Changed } | { readonly syncId: null; readonly draft: Draft };

const ask = async (organizationId: string, wish: Wish): Promise<DryRun | undefined> => {
  if (wish.syncId === null) {
    const init = { params: { path: { organizationId } }, body: wish.draft };
    return (await client.POST(`${base}/dry-runs`, init)).data;
  }
  const path = { organizationId, syncId: wish.syncId };
  return (await client.POST(`${base}/syncs/{syncId}/dry-runs`, { params: { path }, body: wish.changes }))
    .data;
};

/** The state of a dry run, told by the hub as it moves. */
export const useFollowedDryRun = (given: DryRun | null): DryRun | null => {
  const { id } = useOrganization();
  const [heard, setHeard] = useState<DryRun | null>(null);
  const refresh = useRefresh();
  const moves = given !== null && isUnderWay(given);
  useFollow<DryRun>(moves ? `/v1/organizations/${id}/dry-runs/${given.id}/events` : null, setHeard, () => {
    void refresh('dry-runs');
  });
  return heard !== null && heard.id === given?.id ? heard : given;
};

/** Starts dry runs and follows the last one. */
export const useDryRun = () => {
  const { id: organizationId } = useOrganization();
  const [started, setStarted] = useState<DryRun | null>(null);
  const [error, setError] = useState<unknown>(null);
  const refresh = useRefresh();
  const run = useFollowedDryRun(started);
  const start = async (wish: Wish): Promise<void> => {
    setError(null);
    setStarted(null);
    try {
      setStarted((await ask(organizationId, wish)) ?? null);
      await refresh('dry-runs');
    } catch (refused) {
      setError(refused);
    }
  };
  const forget = () => {
    setStarted(null);
    setError(null);
  };
  return { run, error, start, forget };
};
