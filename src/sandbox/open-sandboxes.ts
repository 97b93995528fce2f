import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { type Config, ConfigError } from '#config';
import type { Clock } from '#kernel';
import { sandboxKey } from '#provider-sdk';
import type { SandboxMaker } from '#provider-sdk/simulator';
import { loadSandboxMakers } from '../providers/index.js';
import { freePort } from './free-port.js';
import { Inbox } from './inbox.js';
import { Ledger, type Place } from './ledger.js';
import { type OpenSandbox, Sandboxes } from './sandboxes.js';
import { Snapshot } from './snapshot.js';

const clientName = 'Causeway';

/** Starts every simulator where it was before, with what it remembers; one that is new is filled. */
export const openSandboxes = async (config: Config, clock: Clock): Promise<Sandboxes> => {
  const { sandboxDirectory, settings } = config;
  mkdirSync(sandboxDirectory, { recursive: true, mode: 0o700 });
  const ledger = Ledger.open(sandboxDirectory);
  const makers = await loadSandboxMakers();
  const places = await placesOf(ledger, makers, settings.CAUSEWAY_SANDBOX_PORT);
  const opened: OpenSandbox[] = [];
  try {
    for (const [maker, place] of places) opened.push(await open(maker, place, { config, clock }));
    const inbox = await Inbox.start(await inboxPortOf(ledger, places, settings.CAUSEWAY_SANDBOX_PORT), clock);
    return new Sandboxes(opened, ledger, inbox);
  } catch (error) {
    await Promise.all(opened.map(({ sandbox }) => sandbox.stop()));
    throw error;
  }
};

type Places = readonly (readonly [SandboxMaker, Place])[];

const placesOf = async (ledger: Ledger, makers: readonly SandboxMaker[], from: number): Promise<Places> => {
  // A simulator that is new does not take the place of the inbox, which starts last.
  const taken = new Set(ledger.inboxPort === null ? [] : [ledger.inboxPort]);
  const places: (readonly [SandboxMaker, Place])[] = [];
  for (const maker of makers) {
    const port = await freePort(ledger.place(maker.provider)?.port, from, taken);
    taken.add(port);
    places.push([maker, ledger.settle(maker.provider, port)]);
  }
  return places;
};

const inboxPortOf = async (ledger: Ledger, places: Places, from: number): Promise<number> => {
  const taken = new Set(places.map(([, { port }]) => port));
  const port = await freePort(ledger.inboxPort ?? undefined, from, taken);
  ledger.noteInbox(port);
  return port;
};

const open = async (
  maker: SandboxMaker,
  place: Place,
  { config, clock }: { readonly config: Config; readonly clock: Clock },
): Promise<OpenSandbox> => {
  const key = sandboxKey(maker.provider);
  const reasons: Record<string, string> = {};
  const sandbox = await maker.start({
    port: place.port,
    clock,
    client: place.client,
    redirectUri: `${config.callbackUrl}/oauth/${key}/callback`,
    webhook: { url: `${config.webhookUrl}/hooks/${key}`, secret: place.webhookSecret },
    clientName,
    reasons,
  });
  const snapshot = new Snapshot(
    path.join(config.sandboxDirectory, `${maker.provider}.state`),
    sandbox.memory,
  );
  try {
    if (!(await snapshot.load())) sandbox.seed();
  } catch (error) {
    await sandbox.stop();
    throw unreadable(maker.provider, config.sandboxDirectory, error);
  }
  await snapshot.save();
  sandbox.server.beforeAnswer = () => snapshot.save();
  return { stands: maker.provider, key, place, sandbox, snapshot, reasons };
};

/** To begin anew by itself would look to every sync like an account that somebody emptied. */
const unreadable = (provider: string, directory: string, cause: unknown): Error =>
  new ConfigError(
    `What the sandbox of ${provider} remembered cannot be read. Delete ${path.join(directory, `${provider}.state`)} to ` +
      'begin anew (its connections have to be authorized again), or set CAUSEWAY_SANDBOX=off.',
    { cause },
  );
