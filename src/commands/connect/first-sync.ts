import type { Schemas } from '../../client/index.js';
import { fitting, nearest } from '../hub/index.js';
import { misused } from '../terminal/index.js';
import { followRun, outcomeOf } from '../verbs/run-progress.js';
import { listSyncs, type Run, startRun, type Sync } from '../verbs/syncs.js';
import type { Checked, Container } from './check.js';
import { requireConsent } from './consents.js';
import { mention, type Stage, tell } from './stage.js';

export interface FirstSync {
  readonly sync: Sync;
  readonly run: Run | null;
}

/** Offers a first sync, makes it and follows its first run. Null when nobody wanted one, or one is there. */
export const firstSync = async (
  stage: Stage,
  { connection, containers }: Checked,
  given: ReadonlyMap<string, string>,
): Promise<FirstSync | null> => {
  const { options, ask, hub, organization } = stage;
  if (!options.sync || containers.length === 0) return null;
  const there = (await listSyncs(hub, organization)).filter(sync => sync.connectionId === connection.id);
  const container =
    options.container === undefined ? await chosen(stage, containers, there) : named(stage, containers);
  if (!container) return null;
  const made = there.find(
    ({ containerId, model }) => containerId === container.id && model === container.model,
  );
  if (made) mention(stage, `${made.name} is a sync already; it is run now.`);
  const sync = made ?? (await make(stage, connection.id, { container, given }));
  tell(stage, `First run of ${sync.name}`);
  const run = await startRun(hub, organization, { syncId: sync.id, full: false });
  const ended = await followRun(hub, organization, run, !options.json);
  if (!ask.isInteractive) mention(stage, outcomeOf(ended));
  return { sync, run: ended };
};

const chosen = async (
  { ask }: Stage,
  containers: readonly Container[],
  there: readonly Sync[],
): Promise<Container | null> => {
  if (!ask.isInteractive) return null;
  const fresh = containers.filter(({ id }) => !there.some(({ containerId }) => containerId === id));
  if (fresh.length === 0) return null;
  const none = { value: 'none', label: 'Nothing now', hint: 'causeway connect offers it again' };
  const choices = fresh.map(({ name, writable, model }, index) => ({
    value: String(index),
    label: name,
    hint: `${model}${writable ? '' : ', read only'}`,
  }));
  const question = { message: 'What shall be synchronized first?', flag: '--container NAME or --no-sync' };
  const answer = await ask.choose(question, [...choices, none]);
  return fresh[Number(answer)] ?? null;
};

const named = ({ options }: Stage, containers: readonly Container[]): Container => {
  const wanted = options.container ?? '';
  const found = fitting(wanted, containers, ({ id, name }) => [id, name]);
  const [only] = found;
  if (only && found.length === 1) return only;
  const names = containers.map(({ name }) => name);
  const meant = nearest(wanted, names);
  throw misused(
    found.length > 1
      ? `"${wanted}" fits ${found.length} of them.`
      : `There is no "${wanted}" in this account.`,
    meant && found.length === 0 ? `Did you mean ${meant}?` : `There are: ${names.join(', ')}.`,
  );
};

interface SyncWish {
  readonly container: Container;
  readonly given: ReadonlyMap<string, string>;
}

const make = (stage: Stage, connectionId: string, { container, given }: SyncWish): Promise<Sync> => {
  const { hub, organization, path, provider, options } = stage;
  const purpose = provider.models.find(({ model }) => model === container.model)?.purpose ?? '';
  const body = {
    connectionId,
    consentId: requireConsent(stage, given, purpose),
    containerId: container.id,
    model: container.model,
    direction: container.writable ? options.direction : 'pull',
  };
  return hub.answer<Sync>(
    organization.client.POST('/v1/organizations/{organizationId}/syncs', {
      params: { path },
      body: body as Schemas['CreateSyncInput'],
    }),
  );
};
