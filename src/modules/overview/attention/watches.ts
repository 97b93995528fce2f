import { Injectable } from '@nestjs/common';
import type { AttentionItem } from '../overview.dto.js';
import { ConflictsWatch } from './conflicts.watch.js';
import { ConnectionsWatch } from './connections.watch.js';
import { ConsentsWatch } from './consents.watch.js';
import { EndpointsWatch } from './endpoints.watch.js';
import { ReceiptsWatch } from './receipts.watch.js';
import type { Watch } from './rows.js';
import { RunsWatch } from './runs.watch.js';
import { SecurityWatch } from './security.watch.js';

/** Everything that looks for what needs somebody. */
@Injectable()
export class Watches {
  private readonly forAll: readonly Watch[];

  constructor(
    connections: ConnectionsWatch,
    runs: RunsWatch,
    consents: ConsentsWatch,
    endpoints: EndpointsWatch,
    conflicts: ConflictsWatch,
    receipts: ReceiptsWatch,
    private readonly security: SecurityWatch,
  ) {
    this.forAll = [connections, runs, consents, endpoints, conflicts, receipts];
  }

  /** One after the other: a transaction has one connection. */
  async look(now: Date, since: Date, mayReadAudit: boolean): Promise<AttentionItem[]> {
    const items: AttentionItem[] = [];
    for (const watch of mayReadAudit ? [...this.forAll, this.security] : this.forAll)
      items.push(...(await watch.look(now, since)));
    return items;
  }
}
