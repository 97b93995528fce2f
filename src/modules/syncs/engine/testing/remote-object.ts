import type { ProviderErrorCode } from '#kernel';
import type { PushResult, RemoteChange, RemoteUpsert } from '#provider-sdk';
import type { Fields } from '#unified-models';

export interface RemoteObject {
  readonly id: string;
  readonly version: string;
  readonly fields: Fields;
  readonly modifiedAt: Date;
  /** The record whose push created it: the provider's idempotency key. */
  readonly key: string | null;
}

/**
 * What the next call meets. `lost` takes effect although the answer is an error; a pull that is `cut_off` ends without
 * a word, and a listing that is `short` calls a page its last that is not.
 */
export type Fault = ProviderErrorCode | 'lost' | 'cut_off' | 'short';

export const codeOf = (fault: Fault): ProviderErrorCode | null => {
  if (fault === 'cut_off' || fault === 'short') return null;
  return fault === 'lost' ? 'temporary' : fault;
};

export const applied = (current: RemoteChange): PushResult => ({ outcome: 'applied', current });
export const stale = (current: RemoteChange): PushResult => ({ outcome: 'stale', current });
export const byId = (left: RemoteObject, right: RemoteObject): number => (left.id < right.id ? -1 : 1);

export const upsertOf = ({ id, version, fields, modifiedAt }: RemoteObject): RemoteUpsert => ({
  kind: 'upsert',
  remoteId: id,
  version,
  fields,
  data: JSON.stringify(fields),
  modifiedAt,
});
