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
  person_required: 'Only a person who is logged in may do this: a key is nobody.',
  key_required: 'Only an API key may do this, not a session.',
  organization_suspended: 'The operator has suspended this organization.',
  not_found: 'Absent, or not yours to know about.',
  already_exists: 'Something with the same unique value is here already.',
  last_owner: 'An organization keeps an active owner.',
  last_operator_key: 'An installation keeps an operator key without expiry.',
  key_not_rotatable: 'The key was revoked, has ended or was rotated before, so nothing can take its place.',
  member_suspended: 'The member is suspended.',
  idempotency_in_flight: 'The first request with this key is still running. Retry soon.',
  idempotency_mismatch: 'The key was used for another request.',
  idempotency_shown_once: 'Carried out before; the answer held a secret that is not kept.',
  request_timeout: 'The request took too long to arrive.',
  length_required: 'A streamed body needs a Content-Length.',
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

const loginErrors = {
  login_failed:
    'Address and password, or the code, do not fit. The same answer whether or not there is such a login.',
  login_throttled:
    'Too many failed attempts at this account or from this address; Retry-After says how long to wait.',
  csrf_refused: 'A request with a session cookie lacks X-CSRF-Token, or comes from another origin.',
  reauthentication_required: 'The session must prove again who it is; confirmAt says where.',
  totp_required: 'The second step of the login is still to be done.',
  totp_begun: 'The set-up of two-step login was begun twice at once. Begin again.',
  totp_on: 'Two-step login is on already.',
  totp_off: 'Two-step login is off.',
  totp_not_begun: 'There is no secret to confirm; begin with one.',
  password_weak: 'The password is too short, too common or too much like its owner.',
  password_login_required: 'Only for people who log in with a password of the hub.',
  no_password_login: 'The member has no login with a password.',
  https_required: 'Logging in over plain http works on a loopback address alone.',
  setup_closed: 'The first operator has a login already.',
  setup_refused: 'The set-up needs an operator key, or the link of the start on the same machine.',
  link_invalid: 'The link was used, withdrawn, replaced, or has expired.',
  account_exists: 'There is a login with this address; log in first.',
  invitation_of_another: 'The invitation is for another address than that of the login.',
  not_operator: 'The login is not that of an operator.',
  operator_required: 'The login reaches beyond the organization, so only an operator may do this.',
  sso_required: 'The organization is entered by single sign-on alone; loginAt says where.',
  sso_refused:
    'The sign-in at the identity provider did not succeed; the trail of the organization says why.',
  sso_unproven: 'Single sign-on can be enforced after an owner has logged in by it.',
};

const connectionErrors = {
  integration_exists: 'The organization has an integration of this provider already.',
  integration_disabled: 'The integration is disabled; enable it first.',
  oauth_client_missing: 'The provider needs an OAuth client: on the integration, or shared by the operator.',
  oauth_required: 'This provider is connected by OAuth: make a connect session.',
  credentials_refused: 'The provider refused the typed credentials. Nothing was stored.',
  target_refused: 'The hub may not call this address; the operator decides about private networks.',
  connect_session_closed: 'The link was used or has expired. Make a new connect session.',
  agreement_outdated: 'The text of the connect page changed while it was read; the page shows it anew.',
  quota_exceeded: 'The organization has as many connections, syncs or records as the operator allows it.',
  authorization_invalid: 'The sign-in expired, was finished before, or began in another browser.',
  scope_missing: 'A permission that the provider needs was not granted. Nothing was connected.',
  different_account: 'Reconnecting reached another account than the one of the connection.',
  not_account_owner: 'Only an owner of the account at the vendor may connect the whole installation.',
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
  bulk_delete_unconfirmed:
    'Too much would be deleted at once. Nothing was; confirm says what to send if it is meant.',
  content_unavailable: 'The record has no content to give or take, or the provider keeps it to itself.',
  content_outdated: 'The file was changed at the provider meanwhile; nothing was written.',
  rehearsal_active: 'A dry run or drift audit of the same thing is under way; id names it.',
  rehearsal_over: 'The dry run or drift audit is over already.',
  rehearsal_unfinished: 'The drift audit has not succeeded, so there is nothing to repair by it.',
  no_conflict: 'The record is not in conflict.',
  interrupted: 'A dry run or drift audit was begun again and again and never finished. Start another one.',
  mirror_loop:
    'A mirror is paused: a record went back and forth. Find out who else copies between the two sides.',
  would_be_invalid: 'What was asked for would not make a valid record; the record stays as it is.',
  undo_rehearsed: 'It was a dry run of an undo: nothing was done that could be undone.',
  mirror_circle: 'The two syncs reach the same container, or are mirrored already, perhaps through others.',
  mirror_read_only: 'Neither side of the mirror accepts anything.',
  mirror_status: 'The mirror is in a state in which this cannot be asked of it.',
  mirror_not_held: 'No deletions of the mirror wait for a decision.',
  undo_running: 'The undo is still under way. Wait for its end.',
  no_base: 'The field has no earlier common value to go back to.',
  conflict_settled: 'The conflict is settled already.',
  incomplete_resolution: 'A field in conflict was not decided.',
  consent_missing: 'No consent stands for this purpose.',
  guarded_field:
    'The field needs a consent of its own, which the sync does not have; see sensitiveConsentId.',
  consent_withdrawn: 'The consent was withdrawn.',
  consent_expired: 'The consent has expired.',
  consent_not_given: 'The consent was refused, so there is nothing to withdraw.',
};

const webhookErrors = {
  endpoint_disabled: 'The endpoint is disabled; enable it first.',
  too_many_endpoints: 'The organization has as many endpoints as it may.',
  replay_running: 'A replay of this endpoint is under way. Wait for its end.',
  webhook_forged: 'The signature of a delivery is missing or wrong.',
  webhook_late: 'The time in the signature of a delivery is too far from now.',
  webhook_secret_missing:
    'No secret is stored to check the delivery with. It was kept aside; send it again later.',
  receipt_quarantined: 'The delivery was never verified, so it cannot be processed.',
  receipt_body_dropped: 'The payload was dropped after its retention and cannot be processed again.',
  filter_exists: 'This kind of event is ignored already.',
  too_many_filters: 'The organization has as many filters as it may.',
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

const sandboxErrors = {
  sandbox_read_only: 'The simulated account may only read there.',
  sandbox_lever_missing: 'The vendor that is simulated has nothing like that; levers says what there is.',
};

const processErrors = {
  unknown_provider:
    'CAUSEWAY_PROVIDER_URLS names a provider that this hub does not have; the process does not start.',
  not_ready: 'The database does not answer (only at /health/ready).',
  vault_key_unusable: 'The key cannot be read; the process does not start.',
  vault_key_wrong: 'The key is not the one of this database; the process does not start.',
};

/** Every code, with what it means to whoever meets it. `test/architecture` shows that none is missing. */
export const errorCatalogue: Readonly<Record<string, string>> = {
  ...edgeErrors,
  ...loginErrors,
  ...connectionErrors,
  ...syncErrors,
  ...webhookErrors,
  ...providerErrors,
  ...sandboxErrors,
  ...processErrors,
};
