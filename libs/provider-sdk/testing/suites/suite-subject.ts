import type { ModelName } from '#unified-models';
import type { ContractSubject, ContractWorld } from '../subject.js';

/** Powers that a vendor may lack; a reason in `lacks` skips their tests by name. */
export type SuiteFeature =
  'unknown_fields' | 'cursor_expiry' | 'deletes' | 'deletion' | 'preconditions' | 'identity_fault';

/** A world that can also put something into a remote object that no unified field expresses. */
export interface SuiteWorld extends ContractWorld {
  readonly unknown?: {
    plant(remoteId: string): Promise<void>;
    isIntact(remoteId: string): Promise<boolean>;
  };
}

export interface SuiteSubject extends ContractSubject {
  readonly model: ModelName;
  /** A field that holds free text, for the tests that edit one field. */
  readonly textField: string;
  /** Fields that the vendor itself changes with any other, such as the time of the last edit. */
  readonly setByVendor?: readonly string[];
  /** Features the vendor does not have, each with the reason; their tests are skipped by that name. */
  readonly lacks?: Partial<Record<SuiteFeature, string>>;
  start(): Promise<SuiteWorld>;
}
