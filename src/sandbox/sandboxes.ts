import { notFound } from '#kernel';
import type { UrlOverrides } from '#provider-sdk';
import type { Sandbox } from '#provider-sdk/simulator';
import type { Inbox } from './inbox.js';
import type { Ledger, Place } from './ledger.js';
import type { Snapshot } from './snapshot.js';

export interface OpenSandbox {
  /** Key of the provider whose vendor it stands for. */
  readonly stands: string;
  /** Its own key. */
  readonly key: string;
  readonly place: Place;
  readonly sandbox: Sandbox;
  readonly snapshot: Snapshot;
  /** Filled in once the providers are known: what each scope is for. */
  readonly reasons: Record<string, string>;
}

/** The simulators that run in this process. */
export class Sandboxes {
  constructor(
    readonly all: readonly OpenSandbox[],
    readonly ledger: Ledger,
    readonly inbox: Inbox,
  ) {}

  /** By the provider that each stands for. */
  get urls(): Readonly<Record<string, UrlOverrides>> {
    return Object.fromEntries(this.all.map(({ stands, sandbox }) => [stands, sandbox.urls]));
  }

  get(key: string): OpenSandbox {
    const found = this.all.find(open => open.key === key);
    if (!found) throw notFound('sandbox');
    return found;
  }

  async stop(): Promise<void> {
    await Promise.all([this.inbox.stop(), ...this.all.map(({ sandbox }) => sandbox.stop())]);
    await Promise.all(this.all.map(({ snapshot }) => snapshot.save()));
  }
}
