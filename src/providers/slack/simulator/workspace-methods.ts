import type { SimulatorReply } from '#provider-sdk/simulator';
import type { SlackMember } from '../slack.types.js';
import type { Call } from './call.js';
import type { SimulatedChannel } from './channel.js';
import { accept, Refusal } from './refusal.js';

const listScope = {
  public_channel: 'channels:read',
  private_channel: 'groups:read',
  im: 'im:read',
  mpim: 'mpim:read',
} as const;

export const authTest = (call: Call): SimulatorReply => {
  const { facts } = call.workspace;
  const { installation, userId } = call.token;
  return accept({
    url: 'https://example.slack.com/',
    team: facts.name,
    team_id: facts.id,
    user_id: userId,
    bot_id: installation.botId,
    ...(facts.enterpriseId ? { enterprise_id: facts.enterpriseId, enterprise_name: 'Organization' } : {}),
    is_enterprise_install: installation.enterprise,
  });
};

const viewOf = (call: Call, channel: SimulatedChannel): object => {
  const { id, name, kind, user } = channel.facts;
  return {
    id,
    ...(kind === 'im' ? { user } : { name, is_member: channel.members.has(call.token.userId) }),
    is_im: kind === 'im',
    is_mpim: kind === 'mpim',
    is_private: kind !== 'public_channel',
    is_archived: false,
    topic: { value: channel.topic },
  };
};

/** Public ones, and of the others those the caller is in. */
export const listConversations = (call: Call): SimulatorReply => {
  const types = (call.text('types') || 'public_channel').split(',');
  for (const type of types) call.need(listScope[type as keyof typeof listScope] ?? 'unknown');
  const visible = call.workspace.channels.filter(
    ({ facts, members }) =>
      types.includes(facts.kind) && (facts.kind === 'public_channel' || members.has(call.token.userId)),
  );
  const { page, more } = call.page(visible);
  return accept({ channels: page.map(channel => viewOf(call, channel)), ...more });
};

export const createConversation = (call: Call): SimulatorReply => {
  call.need('channels:manage', 'channels:write');
  const name = call.text('name');
  if (!/^[\p{Ll}\p{Lo}\p{N}_-]{1,80}$/u.test(name)) throw new Refusal('invalid_name_specials');
  return accept({ channel: viewOf(call, call.workspace.createChannel(name, call.token.userId)) });
};

export const inviteToConversation = (call: Call): SimulatorReply => {
  call.need('channels:manage', 'channels:write.invites');
  const channel = call.joined();
  const users = call.text('users').split(',');
  for (const user of users) {
    if (!call.workspace.members.has(user)) throw new Refusal('user_not_found');
    if (channel.members.has(user)) throw new Refusal('already_in_channel');
  }
  for (const user of users) {
    channel.members.add(user);
    call.workspace.announce({ type: 'member_joined_channel', user, channel: channel.id });
  }
  return accept({ channel: viewOf(call, channel) });
};

export const setTopic = (call: Call): SimulatorReply => {
  call.need('channels:manage', 'channels:write.topic');
  const channel = call.joined();
  channel.topic = call.text('topic');
  return accept({ channel: viewOf(call, channel) });
};

const personOf = (call: Call, member: SlackMember): SlackMember => {
  if (call.token.scopes.includes('users:read.email')) return member;
  const { email: _, ...profile } = member.profile ?? {};
  return { ...member, profile };
};

export const listUsers = (call: Call): SimulatorReply => {
  call.need('users:read');
  const { page, more } = call.page([...call.workspace.members.values()]);
  return accept({ members: page.map(member => personOf(call, member)), ...more });
};

export const userInfo = (call: Call): SimulatorReply => {
  call.need('users:read');
  const member = call.workspace.members.get(call.text('user'));
  if (!member) throw new Refusal('user_not_found');
  return accept({ user: personOf(call, member) });
};
