import type { ProviderSession, PullPage, RemoteChange, UpsertChange } from '#provider-sdk';
import { testSession } from '#provider-sdk/testing';
import { message, type ModelName } from '#unified-models';
import { SlackSimulator } from './simulator/index.js';
import type { SimulatedChannel } from './simulator/channel.js';
import { slackManifest } from './slack.manifest.js';
import { SlackProvider } from './slack.provider.js';

export const everyScope = slackManifest.scopes.map(({ scope }) => scope);

/** A workspace with the app in it, and the moves that tests make there. */
export interface SlackStage {
  readonly simulator: SlackSimulator;
  readonly provider: SlackProvider;
  readonly session: ProviderSession;
  readonly channel: SimulatedChannel;
  pages(cursor: string | null, known?: ReadonlyMap<string, string>, model?: ModelName): Promise<PullPage[]>;
  sessionWith(token: string): ProviderSession;
}

export const slackStage = async (scopes: readonly string[] = everyScope): Promise<SlackStage> => {
  const simulator = await SlackSimulator.start();
  const provider = new SlackProvider();
  const sessionWith = (token: string): ProviderSession =>
    testSession({ apiUrl: simulator.apiUrl, headers: () => ({ authorization: `Bearer ${token}` }) });
  const session = sessionWith(simulator.install('T0ACME', scopes));
  const channel = simulator.workspace('T0ACME').channel('CT0ACME');
  return {
    simulator,
    provider,
    session,
    channel,
    sessionWith,
    pages: (cursor, known = new Map(), model = 'message') => {
      const containerId = model === 'contact' ? 'members' : channel.id;
      const request = { model, containerId, cursor, known: () => Promise.resolve(known) };
      return Array.fromAsync(provider.pull(session, request));
    },
  };
};

export const creation = (recordId: string, fields: object, containerId: string): UpsertChange => {
  const all = { ...message.defaults, ...fields };
  const changed = Object.keys(all);
  return { kind: 'upsert', model: 'message', containerId, recordId, fields: all, changed, remote: null };
};

export const changesOf = (pages: readonly PullPage[]): RemoteChange[] => pages.flatMap(page => page.changes);

export const cursorOf = (pages: readonly PullPage[]): string => pages.at(-1)?.cursor ?? '';
