import { useState } from 'react';
import { api } from '../api/client.js';
import { useOrganization } from '../api/organization.js';
import { complain, say } from '../ui/index.js';
import { useFollow } from './follow.js';
import { useRefresh } from './refresh.js';
import type { Run } from './words.js';

const root = '/v1/organizations/{organizationId}/syncs/{syncId}/runs' as const;

/** It works, or waits for its turn; a paused or held one waits for a person. */
export const isMoving = ({ status }: Run): boolean => status === 'queued' || status === 'running';

export const isOver = ({ finishedAt }: Run): boolean => finishedAt !== null;

/** The run as it is this moment, while it moves. */
export const useFollowedRun = (run: Run): Run => {
  const { id: organizationId } = useOrganization();
  const [heard, setHeard] = useState<Run | null>(null);
  const refresh = useRefresh();
  const moves = isMoving(run);
  const url = `/v1/organizations/${organizationId}/syncs/${run.syncId}/runs/${run.id}/events`;
  useFollow<Run>(moves ? url : null, setHeard, () => {
    void refresh('runs', 'syncs', 'run-history', 'records', 'conflicts').then(() => {
      setHeard(null);
    });
  });
  return moves && heard?.id === run.id ? heard : run;
};

/** Starts a run, or says which one is active. */
export const useStartRun = (syncId: string) => {
  const { id: organizationId } = useOrganization();
  const refresh = useRefresh();
  const { mutate, isPending } = api.useMutation('post', root, {
    onError: complain,
    onSuccess: () => refresh('runs', 'syncs'),
  });
  const start = (body: { full?: boolean; retryFailed?: boolean } = {}) => {
    mutate({ params: { path: { organizationId, syncId } }, body });
  };
  return { start, isStarting: isPending };
};

const done = {
  pause: 'The run pauses within seconds.',
  resume: 'The run goes on.',
  cancel: 'The run stops. What it did stays.',
  approve: 'The run goes on and deletes what it named.',
  reject: 'The records stay.',
} as const;

export type RunVerb = keyof typeof done;

/** What people may ask of a run. */
export const useRunVerbs = ({ syncId, id }: Pick<Run, 'syncId' | 'id'>) => {
  const { id: organizationId } = useOrganization();
  const refresh = useRefresh();
  const optionsOf = (verb: RunVerb) => ({
    onError: complain,
    onSuccess: async () => {
      say(done[verb]);
      await refresh('runs', 'syncs');
    },
  });
  const verbs = {
    pause: api.useMutation('post', `${root}/{id}/pause`, optionsOf('pause')),
    resume: api.useMutation('post', `${root}/{id}/resume`, optionsOf('resume')),
    cancel: api.useMutation('post', `${root}/{id}/cancel`, optionsOf('cancel')),
    approve: api.useMutation('post', `${root}/{id}/approve`, optionsOf('approve')),
    reject: api.useMutation('post', `${root}/{id}/reject`, optionsOf('reject')),
  };
  const tell = (verb: RunVerb) => {
    verbs[verb].mutate({ params: { path: { organizationId, syncId, id } } });
  };
  return { tell, isBusy: Object.values(verbs).some(({ isPending }) => isPending) };
};
