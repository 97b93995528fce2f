import type { ModelName } from '#unified-models';
import type { Handshake, SignatureScheme } from '#webhooks/signatures';

/**
 * Where a value stands in a delivery: a header, or a path in the JSON body (`*` is every member of a list). With `base64`
 * what stands there is JSON in base64, and the value is at that path inside it: Google's Pub/Sub wraps messages so.
 * https://cloud.google.com/pubsub/docs/push#receive_push
 */
export type DeliveryField =
  { readonly header: string } | { readonly body: readonly string[]; readonly base64?: readonly string[] };

/** What a vendor posts, and how. */
export interface WebhookManifest {
  readonly routing: {
    /** Every subscription has an address and a secret of its own, made by the hub. */
    readonly subscription?: true;
    /**
     * One address for everybody, set at the vendor by the operator; the secret is the app's. `account` names, in the
     * delivery, the `RemoteAccount.id`s (or installation ids) it is for: the first list that names anybody counts.
     */
    readonly app?: { readonly account: readonly (readonly DeliveryField[])[] };
  };
  readonly signature: SignatureScheme;
  /** Accepted besides `signature`, e.g. a vendor's older way. */
  readonly alternatives?: readonly SignatureScheme[];
  readonly handshakes: readonly Handshake[];
  /**
   * What makes a delivery the same one when it comes again; the parts are joined. `'hash'`: the signed bytes. `'none'`:
   * nothing does, each is a new one (Dropbox sends the same bytes for every change of an account).
   */
  readonly deliveryId: readonly DeliveryField[] | 'hash' | 'none';
  /** The vendor's name of what happened, for filters and the monitor; `text` where it has none. */
  readonly eventType: readonly (DeliveryField | { readonly text: string })[];
  /** When it happened at the vendor, if it says so; unix seconds or RFC 3339. */
  readonly occurredAt?: DeliveryField;
  /** `form` bodies carry their JSON in this parameter (Slack's interactive components: `payload`). */
  readonly formPayload?: string;
  /** How many seconds the vendor waits for the answer. */
  readonly answerWithinSeconds: number;
}

/** A receipt whose signature held. `body` is the parsed JSON (or form), `text` the raw bytes as UTF-8. */
export interface VerifiedReceipt {
  readonly id: string;
  readonly eventType: string;
  /** Lower-case names; only those that carry no secret. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly text: string;
  /** The subscription whose address it came to, when it has one. */
  readonly subscription: { readonly containerId: string; readonly remoteId: string | null } | null;
  readonly receivedAt: Date;
}

/** One fact parsed from a verified receipt. */
export type RemoteEvent =
  /** Something changed in this container (`null`: in some container of the account): its syncs start a run. */
  | {
      readonly kind: 'changed';
      readonly model: ModelName | null;
      readonly containerId: string | null;
      /** An object the vendor says is gone; for vendors that report deletions nowhere else. */
      readonly deleted?: readonly string[];
    }
  /** The grant ended at the vendor (uninstalled, revoked): the connection is checked. */
  | { readonly kind: 'revoked' }
  /** The vendor ended, or is about to end, the subscription. */
  | { readonly kind: 'subscription'; readonly state: 'renew' | 'lapsed' | 'missed' }
  /** Something for people rather than for syncs: passed on as the event `connection.remote_event`. */
  | { readonly kind: 'notice'; readonly type: string; readonly data: Readonly<Record<string, unknown>> };
