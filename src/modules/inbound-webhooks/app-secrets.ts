import type { AppWebhookSecrets } from '#integrations';

/** Port, optional: further secrets that a vendor signs with, besides those stored with clients and integrations. */
export abstract class AppSecrets {
  abstract of(provider: string): Promise<readonly AppWebhookSecrets[]>;
}
