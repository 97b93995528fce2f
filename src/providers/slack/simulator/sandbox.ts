import { type Clock, notFound } from '#kernel';
import {
  cast,
  Memory,
  type MemoryPart,
  part,
  type Sandbox,
  type SandboxField,
  type SandboxMaker,
  type SandboxObject,
  type SandboxShelf,
} from '#provider-sdk/simulator';
import type { SimulatedChannel, StoredMessage } from './channel.js';
import { SlackSimulator } from './simulator.js';
import type { SimulatedWorkspace } from './workspace.js';

const fields: readonly SandboxField[] = [{ name: 'text', label: 'Text', type: 'long_text', required: true }];
const workspaces = [
  { id: 'T0ACME', name: 'Acme' },
  { id: 'T0PARTNER', name: 'Acme Partners' },
] as const;
const author = 'UGRACE';
const separator = ':';

/** Channels of different workspaces have ids of their own, so the id alone would do; the workspace makes it quick. */
const idOf = (workspace: SimulatedWorkspace, channel: SimulatedChannel): string =>
  `${workspace.facts.id}${separator}${channel.id}`;

const shown = ({ ts, text }: StoredMessage): SandboxObject => ({
  id: ts,
  title: (text ?? '').slice(0, 80),
  fields: { text: text ?? null },
});

const shelfOf = (slack: SlackSimulator): SandboxShelf => {
  const channelOf = (id: string): SimulatedChannel => {
    const [team = '', channel] = id.split(separator);
    const found = slack.workspaces.get(team)?.channels.find(each => each.id === channel);
    if (!found) throw notFound('channel');
    return found;
  };
  const said = (channel: SimulatedChannel, ts: string): StoredMessage => {
    const message = channel.get(ts);
    if (!message || message.subtype === 'tombstone') throw notFound('message');
    return message;
  };
  return {
    containers: () =>
      [...slack.workspaces.values()].flatMap(workspace =>
        workspace.channels.map(channel => ({
          ...{ id: idOf(workspace, channel), name: `#${channel.facts.name}`, kind: 'message', fields },
          ...{ accountId: workspace.facts.id, writable: true },
        })),
      ),
    objects: id =>
      channelOf(id)
        .all()
        .filter(({ subtype }) => subtype !== 'tombstone')
        .map(shown),
    create: (id, { text }) => channelOf(id).post({ text: String(text), user: author }).ts,
    edit(containerId, ts, { text }) {
      const channel = channelOf(containerId);
      const { user } = said(channel, ts);
      if (text !== undefined) channel.edit(ts, { text: String(text) }, user ?? author);
    },
    remove(containerId, ts) {
      const channel = channelOf(containerId);
      channel.remove(said(channel, ts).ts);
    },
  };
};

const talk: readonly (readonly [channel: string, user: string, text: string])[] = [
  ['general', 'UADA', 'Good morning. The office is closed on Friday afternoon.'],
  ['general', 'UGRACE', 'Thanks! I moved the stand-up to half past nine.'],
  ['general', 'UADA', 'Who takes the notes today?'],
  ['launch', 'UGRACE', 'Checklist for the launch is in the shared folder.'],
  ['launch', 'UADA', 'Rehearsal next week, please look at your part.'],
  ['support', 'UGRACE', 'Northwind asks whether exports can be scheduled.'],
];

const fill = (slack: SlackSimulator, team: string): void => {
  const workspace = slack.workspace(team);
  for (const { given, family, email, title, phone } of cast) {
    const names = { real_name: `${given} ${family}`, first_name: given, last_name: family };
    const id = `U${given.toUpperCase()}`;
    workspace.addMember({
      ...{ id, name: given.toLowerCase(), tz: 'Europe/Berlin' },
      profile: { ...names, email, title, phone },
    });
  }
  for (const name of ['launch', 'support'])
    workspace.addChannel({ id: `C${team}${name.toUpperCase()}`, name, kind: 'public_channel' }, [
      'UADA',
      author,
    ]);
};

const seed = (slack: SlackSimulator): void => {
  for (const { id } of workspaces) fill(slack, id);
  for (const [name, user, text] of talk)
    slack
      .workspace('T0ACME')
      .channels.find(({ facts }) => facts.name === name)
      ?.post({ text, user });
};

const remembered = (slack: SlackSimulator): Record<string, MemoryPart> => {
  const all = [...slack.workspaces.values()];
  const channels = all.flatMap(workspace =>
    workspace.channels.map((channel): [string, MemoryPart] => [
      `channel ${idOf(workspace, channel)}`,
      part(channel, 'facts', 'members', 'topic', 'said', 'last'),
    ]),
  );
  return {
    feed: part(slack, 'epoch'),
    apps: part(slack.installations, 'all', 'access', 'refresh'),
    ...Object.fromEntries(all.map(each => [`workspace ${each.facts.id}`, part(each, 'members')])),
    ...Object.fromEntries(channels),
  };
};

const announce = (slack: SlackSimulator, clock: Clock, containerId: string): void => {
  const [team = '', channel = ''] = containerId.split(separator);
  const workspace = slack.workspaces.get(team);
  const message = workspace?.channels.find(({ id }) => id === channel)?.top()[0];
  if (!workspace || !message) return;
  const ts = (clock.now().getTime() / 1000).toFixed(6);
  const event = { type: 'message', subtype: 'message_changed', hidden: true, channel, ts, event_ts: ts };
  workspace.announce({ ...event, message, previous_message: message });
};

const accountsOf = ({ installations }: SlackSimulator): Pick<Sandbox, 'accounts'>['accounts'] => {
  const isInstalled = (id: string): boolean => installations.all.some(({ teamId }) => teamId === id);
  return () => workspaces.map(({ id, name }) => ({ id, name, email: null, granted: isInstalled(id) }));
};

export const slackSandbox: SandboxMaker = {
  provider: 'slack',
  async start({ port, clock, client, redirectUri, webhook, clientName, reasons }): Promise<Sandbox> {
    const app = {
      ...{ clientId: client.id, clientSecret: client.secret, signingSecret: webhook.secret },
      redirectUris: [redirectUri],
      ...{ name: clientName, reasons },
    };
    const slack = await SlackSimulator.start({ port, clock, app, workspaces });
    slack.deliveries.requestUrl = webhook.url;
    const { url } = slack.server;
    return {
      server: slack.server,
      urls: {
        ...{ authorize: `${url}/oauth/v2/authorize`, token: `${url}/api/oauth.v2.access` },
        ...{ revoke: `${url}/api/auth.revoke`, api: slack.apiUrl },
      },
      shelf: shelfOf(slack),
      memory: new Memory(
        () => remembered(slack),
        name => {
          const [team = '', id = ''] = name.replace('channel ', '').split(separator);
          slack.workspace(team).addChannel({ id, name: '', kind: 'public_channel' }, []);
        },
      ),
      postbox: slack.deliveries.postbox,
      accounts: accountsOf(slack),
      revoke(id) {
        const held = slack.installations.all.filter(({ teamId }) => teamId === id).length;
        slack.uninstall(id);
        return held;
      },
      announce: id => announce(slack, clock, id),
      expireCursors: () => slack.expireCursors(),
      seed: () => seed(slack),
      stop: () => slack.server.stop(),
    };
  },
};
