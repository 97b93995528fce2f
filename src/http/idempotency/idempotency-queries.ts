export interface Reserved {
  readonly id: string;
}

export interface Stored {
  readonly request_hash: string;
  /** Null while the first request is in flight. */
  readonly status: number | null;
  readonly attempt_id: string;
  /** Sealed. */
  readonly body: Uint8Array | null;
  readonly is_shown_once: boolean;
}

/** Ours when it is new, has expired, or was left behind by a process that died with the same request. */
export const reserve = `
  insert into idempotency_key as k
    (id, organization_id, caller, key_hash, request_hash, attempt_id, is_shown_once, created_at, started_at, expires_at)
  values (?, ?, ?, ?, ?, ?, false, ?, ?, ?)
  on conflict (organization_id, caller, key_hash) do update set
    request_hash = excluded.request_hash, attempt_id = excluded.attempt_id, is_shown_once = false,
    status = null, body = null, started_at = excluded.started_at, expires_at = excluded.expires_at
  where k.expires_at <= ?
     or (k.status is null and k.started_at <= ? and k.request_hash = excluded.request_hash)
  returning k.id`;

export const stored = `
  select request_hash, status, attempt_id, body, is_shown_once from idempotency_key where caller = ? and key_hash = ?`;

export const complete = `
  update idempotency_key set status = ?, body = ?, is_shown_once = ? where attempt_id = ? and status is null`;

export const release = `delete from idempotency_key where attempt_id = ? and status is null`;

export const expired = `select distinct organization_id from idempotency_key where expires_at <= ? limit 1000`;

export const remove = `delete from idempotency_key where expires_at <= ?`;
