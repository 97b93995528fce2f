import type { Fields, ModelName } from '#unified-models';
import type { ActionDefinition } from './action.js';
import type { ContentSession, DownloadRequest, FileContent, UploadRequest } from './content.js';
import type { ProviderManifest } from './manifest.js';
import type { ProviderSession } from './session.js';
import type { RemoteEvent, VerifiedReceipt } from './webhook.js';

/** The account that a connection reaches. `id` never changes at the vendor; reconnecting must reach the same one. */
export interface RemoteAccount {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
}

/** A calendar, list, board or channel. `id` is what `pull` and `push` are given back. */
export interface RemoteContainer {
  readonly id: string;
  readonly name: string;
  readonly writable: boolean;
  readonly primary?: boolean;
  readonly color?: string;
  readonly timeZone?: string;
}

/** One object as the provider has it now. */
export interface RemoteUpsert {
  readonly kind: 'upsert';
  readonly remoteId: string;
  /** Changes whenever the object does (ETag, revision). Opaque; compared for equality only. */
  readonly version: string;
  /** Complete unified fields. */
  readonly fields: Fields;
  /** The original payload, kept encrypted and handed back to `push`, so that what we cannot express survives. */
  readonly data: string;
  readonly modifiedAt: Date | null;
  /** Set by the hub, never by a provider: the sync’s filter does not take this object in. */
  readonly outOfFilter?: true;
}

export interface RemoteDelete {
  readonly kind: 'delete';
  readonly remoteId: string;
}

export type RemoteChange = RemoteUpsert | RemoteDelete;

export interface PullRequest {
  readonly model: ModelName;
  readonly containerId: string;
  /** `null` lists everything; otherwise a cursor from an earlier page. */
  readonly cursor: string | null;
  /**
   * A listing shall begin with what changed last, where the vendor can sort without losing what changes while it lists.
   * A hint: the order never decides what a listing names.
   */
  readonly order?: 'newest_first';
  /** Versions the hub already has, so that a listing need not fetch what did not change. */
  known(remoteIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /**
   * Ids of the records at and below these `path`s, in any case, each with its path; for vendors that name by path what is
   * gone. Where nobody can be asked it is absent: list everything then.
   */
  knownUnder?(paths: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Guarded fields (`ModelPowers.guarded`) without a consent: not to be asked of the vendor. */
  readonly withheld?: readonly string[];
}

/**
 * One page, committed together with its cursor: a crash afterwards resumes at `cursor`.
 *
 * A listing (a pull that began with `cursor: null`, including its resumptions) names every object of the container in
 * `changes` or `unchanged`; what it does not name is absent. `listing` says which kind this page belongs to.
 */
export interface PullPage {
  readonly changes: readonly RemoteChange[];
  /** Ids that a listing saw with a version the hub knows. */
  readonly unchanged: readonly string[];
  readonly listing: boolean;
  /** Where to go on after this page; `null` to begin the listing anew (cheap, thanks to `known`). */
  readonly cursor: string | null;
  /** The final page; its cursor, never null, starts the next incremental pull. */
  readonly last: boolean;
  /** How many objects the whole pull will bring, if the provider says so. */
  readonly expected?: number;
  /** Set by the hub, never by a provider: expressions that failed on this page. */
  readonly warnings?: number;
}

/** A change made in the hub on its way to the provider. */
export type RecordChange = UpsertChange | DeleteChange;

export interface UpsertChange {
  readonly kind: 'upsert';
  readonly model: ModelName;
  readonly containerId: string;
  /** The hub's record id: stable over retries, so it can serve as client-chosen id or idempotency key. */
  readonly recordId: string;
  readonly fields: Fields;
  /** Names of the fields that differ from what the provider has; on a create, all of them. */
  readonly changed: readonly string[];
  /** What we last saw there; `null` creates. A differing version there means `stale`. */
  readonly remote: { readonly id: string; readonly version: string; readonly data: string } | null;
  /** As in `PullRequest`; none of them is among `changed`, and the answer is read without them. */
  readonly withheld?: readonly string[];
}

export interface DeleteChange {
  readonly kind: 'delete';
  readonly model: ModelName;
  readonly containerId: string;
  readonly recordId: string;
  readonly remote: { readonly id: string; readonly version: string; readonly data: string };
  /** As in `PullRequest`: the object is compared without them. */
  readonly withheld?: readonly string[];
}

/**
 * `applied`: the provider now has it; `current` is its answer (a delete applied answers a delete, also when the object
 * was gone already). `stale`: somebody changed it meanwhile and nothing was written; `current` is what is there.
 */
export interface PushResult {
  readonly outcome: 'applied' | 'stale';
  readonly current: RemoteChange;
}

export interface SubscribeRequest {
  readonly containerId: string;
  /** Where the provider shall post. */
  readonly callbackUrl: string;
  /** Shared secret or channel token that the provider will send back. */
  readonly secret: string;
  /** Chosen by the hub, stable over retries. */
  readonly subscriptionId: string;
}

export interface RemoteSubscription {
  readonly id: string;
  /** Whatever `unsubscribe` needs besides the id. */
  readonly resourceId: string | null;
  readonly expiresAt: Date | null;
  /** Given to `renew` and `unsubscribe`; a provider need not say it. */
  readonly containerId?: string;
  /** Where it posts to, in answers of `subscriptions`. */
  readonly callbackUrl?: string;
  /** For a vendor that chooses the secret itself and says it once, in answers of `subscribe`: kept sealed, in place of ours. */
  readonly secret?: string;
}

/**
 * What a provider is able to do. Optional methods are capabilities: presence is the flag. Every method may throw
 * `ProviderError` with one of the seven codes; anything else is a bug and counts as `permanent`.
 */
export interface IntegrationProvider {
  readonly manifest: ProviderManifest;
  /** One cheap call that proves the credential works and says whose it is. Also the health check. */
  identify(session: ProviderSession): Promise<RemoteAccount>;
  containers?(session: ProviderSession, model: ModelName): AsyncIterable<RemoteContainer>;
  /** Pages of changes after `cursor`; throws `cursor_expired` when the provider no longer knows it. */
  pull?(session: ProviderSession, request: PullRequest): AsyncIterable<PullPage>;
  /** Safe to repeat: the same change twice leaves one object, whatever crashed in between. */
  push?(session: ProviderSession, change: RecordChange): Promise<PushResult>;
  /**
   * Pure: a payload as `RemoteUpsert.data` holds it, without what these fields are read from. Required where a model has
   * guarded fields.
   */
  withhold?(model: ModelName, data: string, fields: readonly string[]): string;
  /** The content of a file, streaming. */
  download?(session: ContentSession, request: DownloadRequest): Promise<FileContent>;
  /** Makes a file or replaces its content. Safe to repeat, as `push` is. */
  upload?(session: ContentSession, request: UploadRequest): Promise<PushResult>;
  /** `null`: the vendor tells nothing of this container. It is not asked again; the syncs poll. */
  subscribe?(session: ProviderSession, request: SubscribeRequest): Promise<RemoteSubscription | null>;
  /** Prolongs in place. Without it a subscription is replaced by a new one before it ends. */
  renew?(session: ProviderSession, subscription: RemoteSubscription): Promise<RemoteSubscription>;
  unsubscribe?(session: ProviderSession, subscription: RemoteSubscription): Promise<void>;
  /** What the vendor has for us; for sweeping those that nobody here knows. */
  subscriptions?(session: ProviderSession): AsyncIterable<RemoteSubscription>;
  /** Pure: the SDK has verified it. An unknown kind of delivery answers an empty list. */
  parseWebhook?(receipt: VerifiedReceipt): readonly RemoteEvent[];
  readonly actions?: readonly ActionDefinition[];
}
