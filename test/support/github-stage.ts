import { generateKeyPairSync } from 'node:crypto';
import type { SimulatedPerson } from '#provider-sdk/simulator';
import { GithubSimulator } from '../../src/providers/github/simulator/index.js';
import { createOrganization, type TestOrganization } from './api.js';
import { freePort } from './dav-server.js';
import { startTestHub, type TestHub } from './hub.js';
import type { MovedClock } from './oauth-connect.js';

const oauthApp = { id: 'Ov23.oauth', secret: 'oauth-app-secret' };
const githubApp = { id: 'Iv1.app', secret: 'github-app-secret' };

export const githubAppSecret = 'app-webhook-secret';
export const ada: SimulatedPerson = { id: '583231', email: 'ada@example.com', name: 'Ada Example' };
export const grace: SimulatedPerson = { id: '583232', email: 'grace@example.com', name: 'Grace Example' };

/** Installations of the app: Ada's own account, and an organization that she administers and Grace reads in. */
export const adasInstallation = '501';
export const octosInstallation = '502';

/** A hub beside a simulated GitHub; Acme brings an OAuth app, Beta a GitHub App. */
export interface GithubStage {
  readonly github: GithubSimulator;
  readonly hub: TestHub;
  readonly acme: { readonly organization: TestOrganization; readonly integrationId: string };
  readonly beta: { readonly organization: TestOrganization; readonly integrationId: string };
  stop(): Promise<void>;
}

const startGithub = (port: number, publicKey: string, clock: MovedClock): Promise<GithubSimulator> => {
  const callbackUrl = `http://127.0.0.1:${port}/oauth/github/callback`;
  return GithubSimulator.start({
    clock,
    people: [ada, grace],
    clients: [oauthApp, githubApp].map(client => ({ ...client, redirectUris: [callbackUrl] })),
    app: {
      id: '4711',
      publicKey,
      clientId: githubApp.id,
      callbackUrl,
      webhook: { url: `http://127.0.0.1:${port}/hooks/github`, secret: githubAppSecret },
      installations: [adasInstallation, octosInstallation],
      accounts: {
        [adasInstallation]: { id: Number(ada.id), login: 'ada' },
        [octosInstallation]: { id: 9919, login: 'octo', roles: { ada: 'admin', grace: 'reader' } },
      },
    },
  });
};

export const startGithubStage = async (clock: MovedClock): Promise<GithubStage> => {
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = (key: 'publicKey' | 'privateKey') =>
    String(keys[key].export({ type: key === 'publicKey' ? 'spki' : 'pkcs8', format: 'pem' } as never));
  const port = await freePort();
  const github = await startGithub(port, pem('publicKey'), clock);
  const { apiUrl: url } = github;
  const urls = {
    authorize: `${url}/login/oauth/authorize`,
    token: `${url}/login/oauth/access_token`,
    revoke: `${url}/applications/{client_id}/grant`,
    install: `${url}/apps/{slug}/installations/new`,
    api: url,
  };
  const settings = { PORT: String(port), CAUSEWAY_PROVIDER_URLS: JSON.stringify({ github: urls }) };
  const hub = await startTestHub(settings, { clock });
  const integrate = async (name: string, wish: object) => {
    const organization = await createOrganization(hub.url, hub.operatorKey, name);
    const { owner, at } = organization;
    const made = await owner.post<{ id: string }>(at('/integrations'), { provider: 'github', ...wish });
    return { organization, integrationId: made.id };
  };
  const app = { id: '4711', slug: 'causeway-app', privateKey: pem('privateKey') };
  return {
    github,
    hub,
    acme: await integrate('Acme', { client: oauthApp }),
    beta: await integrate('Beta', { client: { ...githubApp, app }, webhookSecret: githubAppSecret }),
    async stop() {
      await hub.stop();
      await github.stop();
    },
  };
};
