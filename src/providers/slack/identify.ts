import { ProviderError } from '#kernel';
import type { ProviderSession, RemoteAccount } from '#provider-sdk';
import { SlackApi } from './slack-api.js';
import type { SlackIdentity } from './slack.types.js';

/**
 * The workspace, or the whole organization when the app was installed for it: then one token serves every workspace,
 * and events name the organization.
 */
export const identify = async (session: ProviderSession): Promise<RemoteAccount> => {
  const answer = await new SlackApi(session).read<SlackIdentity>('auth.test', {});
  const isOrganization = answer.is_enterprise_install === true;
  const id = isOrganization ? answer.enterprise_id : answer.team_id;
  if (!id) throw new ProviderError('permanent', 'Slack did not say which workspace this is.');
  const name = isOrganization ? (answer.enterprise_name ?? answer.team) : answer.team;
  return { id, name: name ?? id, email: null };
};
