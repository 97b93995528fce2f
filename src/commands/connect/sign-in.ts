import { userInfo } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { SystemClock } from '#kernel';
import type { Schemas } from '../../client/index.js';
import { misused, styled, wrong } from '../terminal/index.js';
import { replaceClient } from './set-up.js';
import { type Integration, mention, type Stage, tell } from './stage.js';

type Session = Schemas['ConnectSession'];

export interface SignedIn {
  readonly connectionId: string;
  readonly consentIds: readonly string[];
}

const sessions = '/v1/organizations/{organizationId}/connect-sessions' as const;
const askEveryMs = 700;

/** Who connects, in the words of the organization; the person at this terminal unless said otherwise. */
export const endUserOf = ({ options }: Pick<Stage, 'options'>): string =>
  options.endUser ?? userInfo().username;

export interface SignInWish {
  readonly integration: Integration;
  readonly method: 'oauth' | 'installation';
  /** A connection whose authorization ended, to be repaired. */
  readonly repair: string | null;
}

/** Sends the person through the browser and waits until they come back. */
export const signIn = async (stage: Stage, wish: SignInWish): Promise<SignedIn> => {
  const session = await openSession(stage, wish);
  const url = session.url ?? '';
  tell(stage, 'Sign in', 'The page says what is shared and why; agreeing there is recorded as consent.');
  mention(stage, `\n${styled('cyan', url)}\n`);
  if (stage.options.browser) await openBrowser(stage, url);
  const ended = await waitFor(stage, session);
  if (ended.failure) return afterFailure(stage, wish, ended.failure);
  return { connectionId: ended.connectionId ?? '', consentIds: ended.consentIds };
};

const openSession = async (stage: Stage, { integration, method, repair }: SignInWish): Promise<Session> => {
  const { hub, organization, options, path } = stage;
  const body = {
    integrationId: integration.id,
    endUserId: endUserOf(stage),
    method,
    settings: settingsOf(options.setting ?? []),
    expiresInSeconds: Math.min(Math.max(Math.ceil(options.timeout), 60), 3600),
    ...(repair === null ? {} : { connectionId: repair }),
  };
  return hub.answer(organization.client.POST(sessions, { params: { path }, body: body as never }));
};

const settingsOf = (given: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    given.map(text => {
      const at = text.indexOf('=');
      if (at < 1)
        throw misused(`--setting ${text} is no setting.`, 'It looks like --setting companyDomain=acme.');
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );

const openBrowser = async (stage: Stage, url: string): Promise<void> => {
  const { default: open } = await import('open');
  // Where there is no browser the link above is all there is, and enough.
  const child = await open(url).catch(() => null);
  child?.on('error', () => mention(stage, 'No browser could be opened: open the link above yourself.'));
  if (child === null) mention(stage, 'No browser could be opened: open the link above yourself.');
};

const waitFor = async (stage: Stage, session: Session): Promise<Session> => {
  const { hub, organization, path, options } = stage;
  const clock = new SystemClock();
  const end = clock.now().getTime() + options.timeout * 1000;
  const spinner = await spinnerFor(stage);
  const params = { path: { ...path, id: session.id } };
  try {
    while (clock.now().getTime() < end) {
      const now = await hub.answer(organization.client.GET(`${sessions}/{id}`, { params }));
      if (now.status === 'completed' || now.failure) return now;
      if (now.status === 'expired') break;
      await sleep(askEveryMs);
    }
  } finally {
    spinner.clear();
  }
  throw wrong('Nobody signed in within the time.', 'Run the same command again: what is set up is kept.');
};

const spinnerFor = async ({ ask }: Stage): Promise<{ clear(): void }> => {
  if (!ask.isInteractive) return { clear: () => undefined };
  const { spinner } = await import('@clack/prompts');
  const shown = spinner();
  shown.start('Waiting for the sign-in in the browser (Ctrl-C to stop; running again goes on)');
  return shown;
};

/** Says what the vendor refused; a wrong client can be typed again at once. */
const afterFailure = async (
  stage: Stage,
  wish: SignInWish,
  failure: { readonly code: string; readonly detail: string },
): Promise<SignedIn> => {
  const { provider, ask } = stage;
  const isClient = /invalid_client|unauthorized_client/.test(failure.detail);
  const cure = isClient
    ? `${provider.vendor} does not know this client id with this secret. Copy both again: connect ${provider.key} --replace-client.`
    : 'Run the same command again: what is set up is kept.';
  tell(stage, 'Not connected', `${failure.detail}\n${cure}`);
  const message = isClient ? 'Type id and secret again?' : 'Try again?';
  if (!ask.isInteractive || !(await ask.confirm({ message, flag: '' }))) throw wrong(failure.detail, cure);
  const integration = isClient ? await replaceClient(stage, wish.integration) : wish.integration;
  return signIn(stage, { ...wish, integration });
};
