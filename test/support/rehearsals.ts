import { type TestOrganization, until } from './api.js';

/** A dry run or drift audit, once it is over. */
export interface Rehearsed<Result> {
  id: string;
  status: string;
  syncId: string | null;
  progress: { phase: string; done: number; expected: number | null };
  error: { code: string; detail: string } | null;
  result: Result | null;
  expiresAt: string;
}

export interface Tally<
  S = { recordId: string | null; label: string | null; fields: Record<string, object> },
> {
  count: number;
  samples: S[];
}

export interface DryRun {
  hub: Record<'create' | 'update' | 'delete' | 'restore', Tally>;
  provider: Record<'create' | 'update' | 'delete', Tally>;
  conflicts: { opened: Tally; closed: Tally; decided: Record<string, number>; samples: object[] };
  held: { flow: string; reason: string; deletions: number; total: number }[];
  uncertain: number;
  counts: Record<string, number>;
}

export interface Drift {
  score: number;
  compared: number;
  agreeing: number;
  differing: Tally;
  missingHere: Tally;
  missingThere: Tally;
  fields: Record<string, number>;
  waiting: { push: number; decision: number; deletion: number };
  share: number;
}

const over = ['succeeded', 'failed', 'cancelled'];

/** Asks for one and waits until it is over. */
const rehearsed = async <Result>(
  { owner, at }: TestOrganization,
  what: 'dry-runs' | 'drift-audits',
  asked: { path: string; body: object },
): Promise<Rehearsed<Result>> => {
  const { id } = await owner.post<{ id: string }>(at(asked.path), asked.body);
  return until(
    () => owner.get<Rehearsed<Result>>(at(`/${what}/${id}`)),
    found => over.includes(found.status),
  );
};

/** `syncId` null: of a sync that does not exist yet. */
export const dryRun = (organization: TestOrganization, syncId: string | null, body: object = {}) => {
  const path = syncId === null ? '/dry-runs' : `/syncs/${syncId}/dry-runs`;
  return rehearsed<DryRun>(organization, 'dry-runs', { path, body });
};

export const driftAudit = (organization: TestOrganization, syncId: string, body: object = {}) =>
  rehearsed<Drift>(organization, 'drift-audits', { path: `/syncs/${syncId}/drift-audits`, body });
