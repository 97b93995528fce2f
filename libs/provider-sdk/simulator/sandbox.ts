import type { Clock } from '#kernel';
import type { UrlOverrides } from '../registry.js';
import type { Memory } from './memory.js';
import type { Postbox } from './postbox.js';
import type { SimulatorServer } from './server.js';

/** What a simulator is told by the hub it runs in. */
export interface SandboxFacts {
  readonly port: number;
  readonly clock: Clock;
  /** The one OAuth client that it knows. */
  readonly client: { readonly id: string; readonly secret: string };
  readonly redirectUri: string;
  /** Where it posts what belongs to the whole app, and what it signs that with. */
  readonly webhook: { readonly url: string; readonly secret: string };
  /** What the client is called on the consent screen, and what each scope is for. */
  readonly clientName: string;
  readonly reasons: Readonly<Record<string, string>>;
}

export type SandboxValue = string | boolean | null;
export type SandboxFields = Readonly<Record<string, SandboxValue>>;

export interface SandboxField {
  readonly name: string;
  readonly label: string;
  /** A `time` is an instant (RFC 3339), or a date for a whole day. */
  readonly type: 'text' | 'long_text' | 'email' | 'time' | 'date' | 'flag' | 'choice';
  readonly choices?: readonly string[];
  /** A new object needs it, and it cannot be emptied. */
  readonly required?: boolean;
}

export interface SandboxAccount {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  /** Whether the hub holds a grant that still works. */
  readonly granted: boolean;
}

/** A calendar, a channel, a folder: whatever the vendor keeps objects in. */
export interface SandboxContainer {
  readonly id: string;
  readonly name: string;
  /** What one of its objects is called, e.g. `event`. */
  readonly kind: string;
  /** Whose it is; null: everybody's. */
  readonly accountId: string | null;
  readonly writable: boolean;
  readonly fields: readonly SandboxField[];
}

export interface SandboxObject {
  readonly id: string;
  readonly title: string;
  readonly fields: SandboxFields;
}

/** What is in a simulator, changed as another person would: by the simulator's own rules, with its own notices. */
export interface SandboxShelf {
  containers(): readonly SandboxContainer[];
  objects(containerId: string): readonly SandboxObject[];
  /** Answers the id. */
  create(containerId: string, fields: SandboxFields): string;
  edit(containerId: string, objectId: string, fields: SandboxFields): void;
  remove(containerId: string, objectId: string): void;
}

/**
 * A simulator as the hub runs it: the levers that a person may pull while it stands for its vendor. What a vendor does not
 * have (notices, cursors that end) is left out, and the lever is then not offered.
 */
export interface Sandbox {
  readonly server: SimulatorServer;
  /** Where the vendor's addresses are, with the placeholders of the manifest's own. */
  readonly urls: UrlOverrides;
  readonly shelf: SandboxShelf;
  readonly memory: Memory;
  readonly postbox?: Postbox;
  /** What to type when the vendor asks for it before the sign-in, e.g. the name of the company. */
  readonly settings?: Readonly<Record<string, string>>;
  accounts(): readonly SandboxAccount[];
  /** The person withdraws what they granted. Answers how many grants ended. */
  revoke(accountId: string): number;
  /** Posts a notice of the container although nothing changed. */
  announce?(containerId: string): void;
  expireCursors?(): void;
  /** Fills it with believable data; only ever called on a new one. */
  seed(): void;
  stop(): Promise<void>;
}

export interface SandboxMaker {
  /** Key of the provider whose vendor it stands for. */
  readonly provider: string;
  start(facts: SandboxFacts): Promise<Sandbox>;
}
