import { ProviderError, type ProviderErrorCode, type ProviderErrorOptions } from '#kernel';
import { type ProviderResponse, retryAfterMs } from '#provider-sdk';
import type { SlackAnswer } from './slack.types.js';

/** Slack refuses with status 200 and `ok: false`; `error` says why: https://docs.slack.dev/apis/web-api/#responses */
const codes: Readonly<Record<string, ProviderErrorCode>> = {
  token_revoked: 'auth_expired',
  token_expired: 'auth_expired',
  invalid_auth: 'auth_expired',
  not_authed: 'auth_expired',
  account_inactive: 'auth_expired',
  missing_scope: 'insufficient_scope',
  no_permission: 'insufficient_scope',
  access_denied: 'insufficient_scope',
  not_allowed_token_type: 'insufficient_scope',
  team_access_not_granted: 'insufficient_scope',
  ratelimited: 'rate_limited',
  rate_limited: 'rate_limited',
  channel_not_found: 'not_found',
  message_not_found: 'not_found',
  thread_not_found: 'not_found',
  user_not_found: 'not_found',
  users_not_found: 'not_found',
  invalid_cursor: 'cursor_expired',
  internal_error: 'temporary',
  fatal_error: 'temporary',
  service_unavailable: 'temporary',
  request_timeout: 'temporary',
  team_added_to_org: 'temporary',
  org_login_required: 'temporary',
};

const advice: Readonly<Record<string, string>> = {
  not_in_channel: 'the app is not in the channel; type /invite @app there',
  is_archived: 'the channel is archived',
  cant_update_message: 'only its author may change this message',
  cant_delete_message: 'only its author may delete this message',
  edit_window_closed: 'the workspace lets nobody change a message of this age',
  msg_too_long: 'the message is too long',
  no_text: 'a message needs text',
  name_taken: 'a channel of this name exists already',
  restricted_action: 'the workspace does not allow it',
};

/** Slack's own word for a refusal, beside what it means to the hub. */
export class SlackRefusal extends ProviderError {
  constructor(
    readonly slackError: string,
    code: ProviderErrorCode,
    detail: string,
    options: ProviderErrorOptions,
  ) {
    super(code, detail, options);
  }
}

/** The refusal that an answer without `ok: true` is. */
export const refusalOf = (
  method: string,
  { error, needed }: SlackAnswer,
  response: ProviderResponse,
  now: Date,
): SlackRefusal => {
  // An answer that says neither yes nor no is a broken gateway's.
  const code = error === undefined ? 'temporary' : (codes[error] ?? 'permanent');
  const reason = error === undefined ? 'no reason given' : (advice[error] ?? error);
  const scopes = needed ? ` (needs ${needed})` : '';
  return new SlackRefusal(error ?? '', code, `Slack refused ${method}: ${reason}${scopes}`, {
    remoteStatus: response.status,
    retryAfterMs: retryAfterMs(response.headers['retry-after'], now),
  });
};

/** `undefined` when Slack refuses with one of `errors`; any other failure is thrown on. */
export const unless = async <T>(errors: readonly string[], work: Promise<T>): Promise<T | undefined> => {
  try {
    return await work;
  } catch (error) {
    if (error instanceof SlackRefusal && errors.includes(error.slackError)) return undefined;
    throw error;
  }
};
