import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SimulatedPerson } from '#provider-sdk/simulator';
import {
  ada,
  adasInstallation,
  Browser,
  type BrowserPage,
  type ConnectionAnswer,
  connectionsOf,
  connectSession,
  type ConnectSessionAnswer,
  type GithubStage,
  grace,
  MovedClock,
  octosInstallation,
  startGithubStage,
  type StoredRecord,
  type TestOrganization,
  until,
} from '#support';

interface Subscription {
  readonly containerId: string;
  readonly status: string;
  readonly attempts: number;
  readonly lastError: string | null;
}

const library = '1002';
const project = 'projects/users/ada/7';
const octocat = { id: 1, login: 'octocat' };
const clock = new MovedClock();
let stage: GithubStage;
let beta: TestOrganization;
let session: ConnectSessionAnswer;
let syncId: string;

beforeAll(async () => {
  stage = await startGithubStage(clock);
  beta = stage.beta.organization;
  stage.github.projects.push({ owner: 'users/ada', number: 7, title: 'Plan', items: [], fields: [] });
});
afterAll(() => stage.stop());

const install = async (
  person: SimulatedPerson,
  installation: string,
): Promise<{ page: BrowserPage; session: ConnectSessionAnswer }> => {
  stage.github.installations.next = { person, installation };
  const made = await connectSession(beta, stage.beta.integrationId, { method: 'installation' });
  const browser = new Browser();
  const page = await browser.submit(await browser.open(made.url));
  return { page, session: await beta.owner.get(beta.at(`/connect-sessions/${made.id}`)) };
};
const connection = (id = session.connectionId) =>
  beta.owner.get<ConnectionAnswer>(beta.at(`/connections/${id ?? ''}`));
const repository = () => stage.github.repository(Number(library));
const makeSync = async (containerId: string): Promise<string> => {
  const wish = {
    connectionId: session.connectionId,
    consentId: session.consentIds[0],
    model: 'task',
    containerId,
    direction: 'pull',
    autoSync: true,
    intervalSeconds: 86_400,
  };
  return (await beta.owner.post<{ id: string }>(beta.at('/syncs'), wish)).id;
};
const subscriptionOf = async (containerId: string) =>
  (await beta.owner.get<{ data: Subscription[] }>(beta.at('/subscriptions'))).data.find(
    subscription => subscription.containerId === containerId,
  );
const titles = async (): Promise<unknown[]> =>
  (await beta.owner.get<{ data: StoredRecord[] }>(beta.at(`/records?syncId=${syncId}`))).data
    .filter(record => !record.deleted)
    .map(({ fields }) => fields.title);
const mints = (): number =>
  stage.github.server.log.filter(({ path }) => path.endsWith(`/${octosInstallation}/access_tokens`)).length;

describe('a GitHub App that is installed in an account', () => {
  it('is not connected by somebody who merely reads in the organization', async () => {
    const { page, session: open } = await install(grace, octosInstallation);
    expect(page).toMatchObject({
      status: 403,
      text: expect.stringContaining('only somebody who administers octo at GitHub can connect it'),
    });
    expect(open).toMatchObject({ status: 'open', connectionId: null });
    expect(await connectionsOf(beta)).toEqual([]);
    expect(mints()).toBe(0);
  });

  it('is connected by the administrator of the organization, with a token minted by the app', async () => {
    const { page, session: made } = await install(ada, octosInstallation);
    expect(page).toMatchObject({ status: 200, text: expect.stringContaining('connected as octo') });
    session = made;
    expect(await connection()).toMatchObject({
      status: 'active',
      account: { id: `installation:${octosInstallation}`, name: 'octo' },
      grantedScopes: ['repo'],
      missing: [{ scope: 'read:project' }],
      credential: { renews: true, expiresAt: expect.any(String) },
    });
  });

  it('is connected by a person in their own account', async () => {
    const { page, session: made } = await install(ada, adasInstallation);
    expect(page).toMatchObject({ status: 200, text: expect.stringContaining('connected as ada') });
    expect(made.connectionId).not.toBe(session.connectionId);
  });

  it('lists the installation’s repositories with the minted token, and mints anew after an hour', async () => {
    const containers = async () => {
      const path = beta.at(`/connections/${session.connectionId ?? ''}/containers`);
      return (await beta.owner.get<{ data: { id: string }[] }>(path)).data.map(({ id }) => id);
    };
    expect(await containers()).toEqual(expect.arrayContaining(['1001', library]));
    const before = mints();
    clock.aheadMs += 61 * 60_000;
    expect(await containers()).toContain(library);
    expect(mints()).toBe(before + 1);
  });

  it('hears by the app’s one address of changes in a repository where it may make no webhook', async () => {
    repository().create({ title: 'There before' }, octocat);
    syncId = await makeSync(library);
    await until(titles, found => found.includes('There before'));
    const issue = repository().create({ title: 'Told to the app' }, octocat);
    await until(titles, found => found.includes('Told to the app'));
    repository().edit(issue, { title: 'Told once more' });
    await until(titles, found => found.includes('Told once more'));
    repository().remove(repository().issues.get(issue.number) ?? issue);
    await until(titles, found => found.length === 1);
    await stage.github.hooks.settled();
    expect(stage.github.hooks.deliveriesOf(0).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const { data } = await beta.owner.get<{ data: object[] }>(
      beta.at(`/receipts?connectionId=${session.connectionId ?? ''}`),
    );
    expect(data).toHaveLength(4);
  });

  it('polls a project, which has no push, and does not ask for one again', async () => {
    const id = await makeSync(project);
    const row = await until(
      () => subscriptionOf(project),
      found => found !== undefined && found.status !== 'pending',
    );
    expect(row).toMatchObject({ status: 'unavailable', attempts: 0, lastError: null });
    clock.aheadMs += 12 * 3_600_000;
    await new Promise(go => setTimeout(go, 2_500));
    expect(await subscriptionOf(project)).toEqual(row);
    await beta.owner.ok('PATCH', beta.at(`/syncs/${id}`), { autoSync: false });
    await until(
      () => subscriptionOf(project),
      found => found === undefined,
    );
  });

  it('ends with the installation, and its neighbour goes on', async () => {
    stage.github.uninstall(octosInstallation);
    await until(connection, ({ status }) => status === 'needs_reauth');
    const others = (await connectionsOf(beta)).filter(({ id }) => id !== session.connectionId);
    expect(others).toMatchObject([{ status: 'active', account: { name: 'ada' } }]);
  });

  it('does not take the connection back by a reader, and does by the administrator', async () => {
    const reconnect = async (person: SimulatedPerson) => {
      stage.github.installations.next = { person, installation: octosInstallation };
      const more = { method: 'installation', connectionId: session.connectionId };
      const made = await connectSession(beta, stage.beta.integrationId, more);
      const browser = new Browser();
      return browser.submit(await browser.open(made.url));
    };
    stage.github.installations.restore(octosInstallation);
    expect((await reconnect(grace)).status).toBe(403);
    expect((await connection()).status).toBe('needs_reauth');
    expect((await reconnect(ada)).status).toBe(200);
    expect((await connection()).status).toBe('active');
  });
});
