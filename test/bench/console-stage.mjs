// A hub with something on every page of its console: made through the API alone, at the vendor that its sandbox simulates.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createOrganization, until } from '../support/api.js';
import { agreeOnScreen, connectByPages, syncCalendarByConsent } from '../support/connect-by-pages.js';
import { goodPassword, Person, tokenOf } from '../support/login.js';
import { connectSession } from '../support/oauth-connect.js';
import { startHubProcess } from '../support/process-hub.js';

const provider = 'google-calendar-sandbox';
const team = 'team@group.calendar.google.com';
const email = 'olga@bench.example';

/** Takes webhooks and says nothing. */
const startReceiver = async () => {
  const server = createServer((request, response) => request.resume().on('end', () => response.end()));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { url: `http://127.0.0.1:${server.address().port}/`, stop: () => server.close() };
};

const fillCalendar = async (organization, events) => {
  const { owner, at } = organization;
  const objects = at(`/sandbox/${provider}/containers/${encodeURIComponent(team)}/objects`);
  for (let i = 0; i < events; i++) {
    const day = new Date(Date.UTC(2026, 10, 1 + i)).toISOString().slice(0, 10);
    const fields = { title: `Meeting ${i + 1}`, start: `${day}T09:00:00Z`, end: `${day}T10:00:00Z` };
    await owner.post(objects, { fields });
  }
  return objects;
};

/** Both sides change one event while neither hears of the other. */
const makeConflict = async (organization, sync, objects) => {
  const { owner, at } = organization;
  const levers = at(`/sandbox/${provider}/levers`);
  const record = await sync.record('Sprint review');
  const { data } = await owner.get(objects);
  const { id } = data.find(({ title }) => title === 'Sprint review');
  await owner.post(levers, { lever: 'fail', status: 503, times: 50 });
  await owner.ok('PATCH', `${objects}/${id}`, { fields: { title: 'Sprint demo' } });
  await owner.ok('PATCH', at(`/records/${record.id}`), { fields: { title: 'Review with everybody' } });
  await owner.post(levers, { lever: 'recover' });
  await sync.run().catch(() => undefined);
  const { data: conflicts } = await until(
    () => owner.get(at('/conflicts')),
    found => found.data.length > 0,
  );
  return { conflict: conflicts[0].id, record: record.id };
};

/** The operator's login, and how a session of it comes to act somewhere; each session stays where it is. */
const startLogins = async hub => {
  const link = /http\S+\/setup#\S+/.exec(hub.log)?.[0];
  const first = new Person(hub.url);
  const account = { email, name: 'Olga Operator', password: goodPassword };
  await first.ok('POST', '/auth/setup', { ...account, token: tokenOf(link) });
  return {
    first,
    at: async organizationId => {
      const person = new Person(hub.url);
      await person.login(email);
      await person.ok('POST', '/auth/switch', { organizationId });
      return person.cookie;
    },
  };
};

const makeData = async (hub, receiver) => {
  const logins = await startLogins(hub);
  const organization = await createOrganization(hub.url, hub.operatorKey, 'Bench');
  const { owner, at } = organization;
  const operator = owner.as(hub.operatorKey);
  const invitation = await operator.post(`/admin/v1/organizations/${organization.id}/invitations`, {
    email,
    role: 'owner',
  });
  await logins.first.ok('POST', '/auth/invitations/accept', { token: tokenOf(invitation.url) });
  await owner.post(at('/endpoints'), { url: receiver.url, eventTypes: ['record.*', 'sync_run.*'] });
  const integration = await owner.post(at('/integrations'), { provider });
  const objects = await fillCalendar(organization, 100);
  const session = await connectByPages(organization, integration.id, agreeOnScreen);
  const sync = await syncCalendarByConsent(organization, session, team, {
    autoSync: true,
    intervalSeconds: 86_400,
  });
  await until(sync.records, records => records.length > 100, 60_000);
  const { conflict, record } = await makeConflict(organization, sync, objects);
  const cookies = { organization: await logins.at(organization.id), installation: await logins.at(null) };
  const link = async () => (await connectSession(organization, integration.id)).url;
  return { id: organization.id, sync: sync.syncId, record, conflict, cookies, link };
};

/** The main pages: `address` is asked for anew for each visit, `cookie` is nobody's where it is absent. */
const pagesOf = (url, { id, sync, record, conflict, cookies, link }) => {
  const inOrganization = path => ({ cookie: cookies.organization, address: () => `${url}/o/${id}${path}` });
  return {
    login: { address: () => `${url}/login` },
    overview: inOrganization(''),
    connections: inOrganization('/connections'),
    syncs: inOrganization('/syncs'),
    'one sync': inOrganization(`/syncs/${sync}`),
    records: inOrganization('/records'),
    'one record': inOrganization(`/records/${record}`),
    conflicts: inOrganization('/conflicts'),
    'one conflict': inOrganization(`/conflicts/${conflict}`),
    audit: inOrganization('/audit'),
    'webhooks in': inOrganization('/webhooks/in'),
    'webhooks out': inOrganization('/webhooks/out'),
    members: inOrganization('/members'),
    installation: { cookie: cookies.installation, address: () => `${url}/installation` },
    connect: { address: link },
  };
};

export const startConsole = async () => {
  const receiver = await startReceiver();
  const settings = { CAUSEWAY_SANDBOX: 'on', CAUSEWAY_SANDBOX_PORT: '0' };
  const hub = await startHubProcess({ settings });
  const stop = async () => {
    await hub.stop();
    receiver.stop();
  };
  try {
    return { pages: pagesOf(hub.url, await makeData(hub, receiver)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
