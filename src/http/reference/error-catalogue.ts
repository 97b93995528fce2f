import type { ProviderErrorCode } from '#kernel';

/** Codes the edge and the access control answer with. */
const edgeErrors = {
  bad_request: 'The request could not be read. Nothing was changed.',
  malformed_json: 'The body is not JSON, or holds __proto__.',
  malformed_text: 'The body is not UTF-8.',
  invalid_cursor: 'The cursor was not issued by this list. Start without one.',
  idempotency_key_invalid: 'Idempotency-Key must be 1 to 255 visible ASCII characters.',
  unauthenticated: 'No credential, or one that is unknown, expired or revoked.',
  role_insufficient: 'The caller belongs here but its role is too small; neededRoles names what would do.',
  scope_insufficient: 'The key lacks a scope; neededScopes names it.',
  key_required: 'Only an API key may do this, not a session.',
  organization_suspended: 'The operator has suspended this organization.',
  not_found: 'Absent, or not yours to know about.',
  already_exists: 'Something with the same unique value is here already.',
  last_owner: 'An organization keeps an active owner.',
  last_operator_key: 'An installation keeps an operator key without expiry.',
  member_suspended: 'The member is suspended.',
  idempotency_in_flight: 'The first request with this key is still running. Retry soon.',
  idempotency_mismatch: 'The key was used for another request.',
  idempotency_shown_once: 'Carried out before; the answer held a secret that is not kept.',
  body_too_large: 'The body exceeds the limit.',
  body_too_complex: 'The body is nested too deep or holds too many values.',
  url_too_long: 'A part of the URL exceeds the limit.',
  unsupported_media_type: 'Send application/json in UTF-8.',
  validation_failed: 'Fields are wrong; errors names each of them.',
  reference_not_found: 'The request refers to something that is not here, or that is still in use.',
  rate_limited: 'Too many requests; Retry-After says how long to wait.',
  unavailable: 'A part of the hub is away for a moment. Retry after Retry-After seconds.',
  internal_error: 'Our fault. Tell us the requestId.',
};

const connectionErrors = {
  integration_exists: 'The organization has an integration of this provider already.',
  integration_disabled: 'The integration is disabled; enable it first.',
  oauth_client_missing: 'The provider needs an OAuth client: on the integration, or shared by the operator.',
  oauth_required: 'This provider is connected by OAuth: make a connect session.',
  credentials_refused: 'The provider refused the typed credentials. Nothing was stored.',
  target_refused: 'The hub may not call this address; the operator decides about private networks.',
  connect_session_closed: 'The link was used or has expired. Make a new connect session.',
  authorization_invalid: 'The sign-in expired, was finished before, or began in another browser.',
  scope_missing: 'A permission that the provider needs was not granted. Nothing was connected.',
  different_account: 'Reconnecting reached another account than the one of the connection.',
  connection_needs_reauth: 'The authorization ended. Reconnect with a connect session for this connection.',
  connection_disconnected: 'The connection was disconnected for good. Make a new one.',
};

const syncErrors = {
  sync_exists: 'The connection has a sync of this container already.',
  sync_read_only: 'The sync only pulls, so its records cannot be written.',
  container_read_only: 'The account may not write to this container; use the direction pull.',
  run_held: 'A run waits for a decision about deletions; runId names it.',
  run_paused: 'A run is paused; runId names it.',
  run_status: 'The run is in a state in which this cannot be asked of it.',
  revision_outdated: 'The record was changed meanwhile; currentRevision says how far.',
  no_conflict: 'The record is not in conflict.',
  conflict_settled: 'The conflict is settled already.',
  incomplete_resolution: 'A field in conflict was not decided.',
  consent_missing: 'No consent stands for this purpose.',
  consent_withdrawn: 'The consent was withdrawn.',
  consent_expired: 'The consent has expired.',
  consent_not_given: 'The consent was refused, so there is nothing to withdraw.',
};

/** What a provider can answer, for every provider alike. */
const providerErrors: Readonly<Record<`provider_${ProviderErrorCode}`, string>> = {
  provider_auth_expired: 'The provider no longer accepts the credential.',
  provider_insufficient_scope: 'The account lacks a permission for this.',
  provider_rate_limited: 'The provider asks to wait; runs go on by themselves.',
  provider_not_found: 'The object or container is gone at the provider.',
  provider_cursor_expired: 'The provider forgot the cursor; a run lists everything and compares.',
  provider_temporary: 'The provider cannot be reached or fails at the moment; runs try again.',
  provider_permanent: 'The provider refuses for good; a person has to look.',
};

const processErrors = {
  not_ready: 'The database does not answer (only at /health/ready).',
  vault_key_unusable: 'The key cannot be read; the process does not start.',
  vault_key_wrong: 'The key is not the one of this database; the process does not start.',
};

/** Every code, with what it means to whoever meets it. `test/architecture` shows that none is missing. */
export const errorCatalogue: Readonly<Record<string, string>> = {
  ...edgeErrors,
  ...connectionErrors,
  ...syncErrors,
  ...providerErrors,
  ...processErrors,
};
