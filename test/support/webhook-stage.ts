import { createOrganization, type TestOrganization } from './api.js';
import { startTestHub, type TestHub } from './hub.js';
import { Receiver } from './receiver.js';

/** A hub with one organization, and somebody who receives what is sent to them. */
export interface WebhookStage {
  readonly hub: TestHub;
  readonly acme: TestOrganization;
  readonly receiver: Receiver;
  stop(): Promise<void>;
}

export const startWebhookStage = async (
  ...wishes: Parameters<typeof startTestHub>
): Promise<WebhookStage> => {
  const hub = await startTestHub(...wishes);
  const acme = await createOrganization(hub.url, hub.operatorKey, 'Acme');
  const receiver = await Receiver.start();
  const stop = async () => {
    await hub.stop();
    await receiver.stop();
  };
  return { hub, acme, receiver, stop };
};
