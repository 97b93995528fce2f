import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Quotas } from '../../quotas/index.js';
import { Connection } from '../connection.entity.js';

/** Who wants to connect something, and where. */
export interface Wish {
  readonly integrationId: string;
  readonly endUserId: string;
  /** The connection to connect again. */
  readonly connectionId?: string | null | undefined;
}

export interface Room {
  /** Accounts that the person connected before: these can be renewed whatever the quota. */
  readonly known: readonly string[];
  /** No further account can be connected. */
  readonly isFull: boolean;
}

const shownAccounts = 5;

/** Looks for room before somebody goes to the vendor's for nothing. Making the connection has the last word. */
@Injectable()
export class ConnectRoom {
  constructor(
    private readonly em: EntityManager,
    private readonly quotas: Quotas,
  ) {}

  /** Throws `quota_exceeded` when there is neither room nor an account to be renewed. */
  async require(wish: Wish): Promise<Room> {
    if (wish.connectionId) return { known: [], isFull: false };
    const known = await this.known(wish);
    const refusal = await this.quotas.refusal('connections');
    if (refusal && known.length === 0) throw refusal;
    return { known, isFull: refusal !== null };
  }

  private async known({ integrationId, endUserId }: Wish): Promise<string[]> {
    const where = { integrationId, endUserId, status: { $ne: 'disconnected' as const } };
    const found = await this.em.find(Connection, where, { orderBy: { id: 'desc' }, limit: shownAccounts });
    return found.map(({ remoteAccountName }) => remoteAccountName);
  }
}
