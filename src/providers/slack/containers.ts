import type { ProviderSession, RemoteContainer } from '#provider-sdk';
import type { ModelName } from '#unified-models';
import { SlackRefusal, unless } from './explain.js';
import { membersContainer } from './members/pull.js';
import { SlackApi } from './slack-api.js';
import type { SlackAnswer, SlackChannel, SlackChannels, SlackMember } from './slack.types.js';

/** Each needs a scope of its own (`channels:read`, `groups:read`, `im:read`, `mpim:read`), and any may be missing. */
const types = ['public_channel', 'private_channel', 'mpim', 'im'] as const;
const pageSize = 200;

/** Conversations that the app is in; of others Slack shows no messages. */
export async function* containersOf(
  session: ProviderSession,
  model: ModelName,
): AsyncIterable<RemoteContainer> {
  if (model === 'contact') {
    yield { id: membersContainer, name: 'Members', writable: false };
    return;
  }
  const api = new SlackApi(session);
  const missing: SlackRefusal[] = [];
  for (const type of types) {
    const channels = await conversations(api, type, missing);
    for (const channel of channels) yield await containerOf(api, channel);
  }
  const [first] = missing;
  if (first && missing.length === types.length) throw first;
}

const conversations = async (
  api: SlackApi,
  type: (typeof types)[number],
  missing: SlackRefusal[],
): Promise<SlackChannel[]> => {
  const found: SlackChannel[] = [];
  const given = { types: type, exclude_archived: true, limit: pageSize };
  try {
    for await (const page of api.pages<SlackChannels>('conversations.list', given))
      found.push(...(page.channels ?? []).filter(isReadable));
  } catch (error) {
    if (!(error instanceof SlackRefusal) || error.slackError !== 'missing_scope') throw error;
    missing.push(error);
  }
  return found;
};

const isReadable = ({ is_member: isMember, is_im: isDirect, is_mpim: isGroup }: SlackChannel): boolean =>
  isMember === true || isDirect === true || isGroup === true;

const containerOf = async (api: SlackApi, channel: SlackChannel): Promise<RemoteContainer> => ({
  id: channel.id,
  name: await nameOf(api, channel),
  writable: channel.is_archived !== true,
  ...(channel.is_general ? { primary: true } : {}),
});

const nameOf = async (api: SlackApi, { id, name, user }: SlackChannel): Promise<string> => {
  if (user === undefined) return name ?? id;
  // Without users:read a conversation keeps the id of the person as its name.
  const answer = await unless(
    ['missing_scope', 'user_not_found', 'user_not_visible'],
    api.read<SlackAnswer & { readonly user?: SlackMember }>('users.info', { user }),
  );
  return `@${answer?.user?.name ?? user}`;
};
