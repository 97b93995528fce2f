import type { Fields } from '#unified-models';
import type { IntegrationProvider } from '../provider.js';
import type { ProviderSession } from '../session.js';
import type { Fault } from '../simulator/fault.js';

export type { Fault };

/**
 * One provider in front of its simulator or a real server, as the contract suite and the sync tests see it. `remote`
 * acts as another person at the vendor, behind the hub's back.
 */
export interface ContractWorld {
  readonly provider: IntegrationProvider;
  readonly session: ProviderSession;
  /** An empty, writable container. */
  readonly containerId: string;
  readonly remote: {
    create(fields: Fields): Promise<string>;
    edit(remoteId: string, fields: Fields): Promise<void>;
    delete(remoteId: string): Promise<void>;
    list(): Promise<readonly string[]>;
  };
  /** Makes issued cursors unknown to the vendor; absent when the server cannot be made to. */
  expireCursors?(): Promise<void>;
  /** Puts one answer in front of the next API request. */
  failNext(fault: Fault): void;
  /** API requests that reached the server since the start. */
  requests(): number;
  stop(): Promise<void>;
}

export interface ContractSubject {
  readonly key: string;
  start(): Promise<ContractWorld>;
  /** Fields that the vendor keeps unchanged on a round trip; the suite generates within them. */
  sample(seed: number): Fields;
  /** Reason why it cannot run here (a server that is not installed), or null. Printed loudly. */
  unavailable?(): string | null;
}
