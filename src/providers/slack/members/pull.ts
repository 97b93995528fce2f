import { ProviderError } from '#kernel';
import {
  digestOf,
  type ProviderSession,
  type PullPage,
  type PullRequest,
  type RemoteUpsert,
} from '#provider-sdk';
import { nextCursor, SlackApi } from '../slack-api.js';
import type { SlackMember, SlackMembers } from '../slack.types.js';
import { readMember } from './read-member.js';

/** The one container of contacts: everybody in the workspace. */
export const membersContainer = 'members';

const pageSize = 200;
const prefix = 'members:';

/** Slack tells no differences of members, so every pull is a listing; what the hub knows is not sent again. */
export async function* pullMembers(session: ProviderSession, request: PullRequest): AsyncIterable<PullPage> {
  const api = new SlackApi(session);
  let cursor = startOf(request);
  let last = false;
  while (!last) {
    const page = await api.read<SlackMembers>('users.list', { limit: pageSize, cursor });
    const people = (page.members ?? []).filter(isPerson).map(upsertOf);
    const known = people.length === 0 ? new Map<string, string>() : await request.known(people.map(idOf));
    const isKnown = (person: RemoteUpsert): boolean => known.get(person.remoteId) === person.version;
    cursor = nextCursor(page);
    last = cursor === undefined;
    yield {
      changes: people.filter(person => !isKnown(person)),
      unchanged: people.filter(isKnown).map(idOf),
      listing: true,
      cursor: prefix + (cursor ?? ''),
      last,
    };
  }
}

const idOf = ({ remoteId }: RemoteUpsert): string => remoteId;

const startOf = ({ containerId, cursor }: PullRequest): string | undefined => {
  if (containerId !== membersContainer)
    throw new ProviderError('not_found', 'A workspace has one list of members.');
  if (cursor === null) return undefined;
  if (!cursor.startsWith(prefix))
    throw new ProviderError('cursor_expired', 'The cursor is none that this provider issued.');
  return cursor.slice(prefix.length) || undefined;
};

/** Slackbot is a person by its flags and nobody by nature. */
const isPerson = ({ id, is_bot: isBot }: SlackMember): boolean => isBot !== true && id !== 'USLACKBOT';

const upsertOf = (member: SlackMember): RemoteUpsert => {
  const fields = readMember(member);
  return {
    kind: 'upsert',
    remoteId: member.id,
    version: digestOf(fields),
    fields,
    data: JSON.stringify(member),
    modifiedAt: member.updated === undefined ? null : new Date(member.updated * 1000),
  };
};
