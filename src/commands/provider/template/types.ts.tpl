import type { Members } from './__key__.fields.js';

// Change here: what the vendor's API answers, member by member, as its reference says it.

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
}

export interface Container {
  readonly id: string;
  readonly name: string;
  readonly writable: boolean;
}

export interface LivingItem extends Members {
  readonly id: string;
  readonly version: string;
  readonly updated_at: string;
  readonly deleted?: false;
}

/** What a list of changes says of an item that is gone. */
export interface DeletedItem {
  readonly id: string;
  readonly deleted: true;
}

export type Item = LivingItem | DeletedItem;
//#if hmac

export interface Webhook {
  readonly id: string;
  readonly container_id: string;
  readonly url: string;
}
//#end
