import { p } from '@mikro-orm/core';

/** What an organization's own client and the operator's shared one keep besides the client itself; all sealed. */
export const clientColumns = {
  /** An app at the vendor that can be installed in accounts: its id, the name in its address, its private key. */
  appId: p.string().nullable(),
  appSlug: p.string().nullable(),
  appKey: p.blob().nullable(),
  /** What the vendor signs the app's deliveries with; after a change the one before is valid for a day more. */
  webhookSecret: p.blob().nullable(),
  webhookSecretVersion: p.integer(),
  webhookSecretBefore: p.blob().nullable(),
  webhookSecretBeforeUntil: p.datetime().nullable(),
};
