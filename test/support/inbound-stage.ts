import { createOrganization, type TestOrganization, until } from './api.js';
import { freePort } from './dav-server.js';
import { startTestHub, type TestHub } from './hub.js';
import { type Connected, connectVendor, deliver, VendorState, webhookVendors } from './inbound-vendor.js';

export interface ReceiptAnswer {
  readonly id: string;
  readonly status: string;
  readonly eventType: string;
  readonly deliveryId: string;
  readonly error: string | null;
  readonly attempts: number;
  readonly replays: number;
  readonly connectionId: string | null;
  readonly receivedAt: string;
}

export interface RunAnswer {
  readonly trigger: string;
  readonly status: string;
}

export const deskSecret = 'desk-signing-secret';
const key = Buffer.alloc(32, 7).toString('base64');

/** Two processes of one hub, two organizations that connected the same workspace, and a board of the first one. */
export class InboundStage {
  constructor(
    readonly state: VendorState,
    readonly hub: TestHub,
    readonly twin: TestHub,
    readonly acme: TestOrganization,
    readonly other: TestOrganization,
    readonly desk: Connected,
    readonly othersDesk: Connected,
  ) {}

  post(payload: object, at: TestHub = this.hub): Promise<Response> {
    return deliver(`${at.url}/hooks/desk`, deskSecret, payload);
  }

  async receipts(query = '', of = this.acme): Promise<ReceiptAnswer[]> {
    return (await of.owner.get<{ data: ReceiptAnswer[] }>(of.at(`/receipts?limit=200&${query}`))).data;
  }

  async receipt(deliveryId: string, of = this.acme): Promise<ReceiptAnswer | undefined> {
    return (await this.receipts('', of)).find(receipt => receipt.deliveryId === deliveryId);
  }

  async settled(deliveryId: string, of = this.acme): Promise<ReceiptAnswer | undefined> {
    return until(
      () => this.receipt(deliveryId, of),
      receipt => receipt !== undefined && receipt.status !== 'stored',
    );
  }

  async webhookRuns(syncId: string, of = this.acme): Promise<RunAnswer[]> {
    const { data } = await of.owner.get<{ data: RunAnswer[] }>(of.at(`/syncs/${syncId}/runs?limit=200`));
    return data.filter(run => run.trigger === 'webhook');
  }

  quiet(syncId = this.desk.syncId, of = this.acme): Promise<unknown> {
    return until(
      () => of.owner.get<{ activeRun: object | null }>(of.at(`/syncs/${syncId}`)),
      ({ activeRun }) => activeRun === null,
    );
  }

  async stop(): Promise<void> {
    await this.twin.stop();
    await this.hub.stop();
  }
}

export const startInboundStage = async (): Promise<InboundStage> => {
  const state = new VendorState();
  state.secrets = [{ organizationId: null, integrationId: null, secrets: [deskSecret] }];
  const extraModules = [webhookVendors(state)];
  const hub = await startTestHub({ CAUSEWAY_KEY: key, PORT: String(await freePort()) }, { extraModules });
  const { database } = hub;
  const twin = await startTestHub({ CAUSEWAY_KEY: key, CAUSEWAY_ROLE: 'api' }, { database, extraModules });
  const acme = await createOrganization(hub.url, hub.operatorKey, 'Acme');
  const other = await createOrganization(hub.url, hub.operatorKey, 'Other');
  const desk = await connectVendor(acme, 'desk', 'team-1');
  const othersDesk = await connectVendor(other, 'desk', 'team-1');
  const stage = new InboundStage(state, hub, twin, acme, other, desk, othersDesk);
  await stage.quiet();
  await stage.quiet(othersDesk.syncId, other);
  return stage;
};
