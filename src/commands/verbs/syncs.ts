import { SystemClock } from '#kernel';
import type { Schemas } from '../../client/index.js';
import { fitting, Hub, type HubOptions, openOrganization, type OpenOrganization } from '../hub/index.js';
import { ago, exitCodes, type ExitCode, misused, show, tableOf, wrong } from '../terminal/index.js';
import { followRun, outcomeOf } from './run-progress.js';

export type Sync = Schemas['Sync'];
export type Run = Schemas['SyncRun'];

const all = 200;

export const listSyncs = async (hub: Hub, { client, id }: OpenOrganization): Promise<Sync[]> => {
  const params = { path: { organizationId: id }, query: { limit: all } };
  return (await hub.answer(client.GET('/v1/organizations/{organizationId}/syncs', { params }))).data;
};

export const showSyncs = async (options: HubOptions): Promise<void> => {
  const hub = new Hub(options);
  const syncs = await listSyncs(hub, await openOrganization(hub));
  const now = new SystemClock().now();
  show(options, syncs, () =>
    syncs.length === 0
      ? 'No syncs yet. "causeway connect" makes the first.'
      : tableOf(
          ['Name', 'Model', 'Container', 'Direction', 'Now', 'Next run', 'Id'],
          syncs.map(sync => [
            sync.name,
            sync.model,
            sync.containerName,
            sync.direction,
            sync.activeRun?.status ?? 'idle',
            nextRun(sync, now),
            sync.id,
          ]),
        ),
  );
};

const nextRun = ({ nextRunAt, autoSync }: Sync, now: Date): string => {
  if (!autoSync || nextRunAt === null) return autoSync ? 'soon' : 'on request';
  const minutes = Math.round((Date.parse(nextRunAt) - now.getTime()) / 60_000);
  return minutes <= 0 ? 'now' : `in ${minutes} min`;
};

const pickSync = (word: string | undefined, syncs: readonly Sync[]): Sync => {
  if (word === undefined && syncs.length === 1 && syncs[0]) return syncs[0];
  const names = syncs.map(({ name }) => name).join(', ') || 'none';
  if (word === undefined) throw misused('Which sync?', `Give its name or id: ${names}.`);
  const found = fitting(word, syncs, ({ id, name, containerName }) => [id, name, containerName]);
  const [sync] = found;
  if (!sync) throw wrong(`There is no sync "${word}".`, `There are: ${names}.`);
  if (found.length > 1) throw misused(`"${word}" fits ${found.length} syncs.`, 'Give the id.');
  return sync;
};

const openSync = async (options: HubOptions, word: string | undefined) => {
  const hub = new Hub(options);
  const organization = await openOrganization(hub);
  return { hub, organization, sync: pickSync(word, await listSyncs(hub, organization)) };
};

export const showRuns = async (options: HubOptions, word: string | undefined): Promise<void> => {
  const { hub, organization, sync } = await openSync(options, word);
  const path = { organizationId: organization.id, syncId: sync.id };
  const params = { path, query: { limit: 20 } };
  const { data } = await hub.answer(
    organization.client.GET('/v1/organizations/{organizationId}/syncs/{syncId}/runs', { params }),
  );
  const now = new SystemClock().now();
  show(options, data, () =>
    tableOf(
      ['Status', 'Kind', 'Because', 'Begun', 'Took', 'What it did', 'Id'],
      data.map(run => [
        run.status,
        run.kind,
        run.trigger,
        ago(run.startedAt, now),
        run.durationSeconds === null ? '-' : `${run.durationSeconds.toFixed(1)} s`,
        outcomeOf(run),
        run.id,
      ]),
    ),
  );
};

export interface RunOptions extends HubOptions {
  readonly full?: boolean | undefined;
  readonly wait: boolean;
}

/** Starts a run (or finds the active one) and follows it. Exit code 1 unless it succeeded. */
export const runSync = async (options: RunOptions, word: string | undefined): Promise<ExitCode> => {
  const { hub, organization, sync } = await openSync(options, word);
  const run = await startRun(hub, organization, { syncId: sync.id, full: options.full ?? false });
  const ended = options.wait ? await followRun(hub, organization, run, !options.json) : run;
  show(options, ended, () =>
    options.wait ? `${sync.name}: ${outcomeOf(ended)}` : `Run ${run.id} is ${run.status}.`,
  );
  return !options.wait || ended.status === 'succeeded' ? exitCodes.done : exitCodes.problem;
};

export const startRun = (
  hub: Hub,
  { client, id }: OpenOrganization,
  { syncId, full }: { readonly syncId: string; readonly full: boolean },
): Promise<Run> => {
  const params = { path: { organizationId: id, syncId } };
  const body = { full };
  return hub.answer(client.POST('/v1/organizations/{organizationId}/syncs/{syncId}/runs', { params, body }));
};
