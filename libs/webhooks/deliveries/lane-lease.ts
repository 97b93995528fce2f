import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';

export const leaseSeconds = 15;

export interface LaneLease {
  readonly endpointId: string;
  readonly fence: number;
}

/**
 * One process at a time sends to an endpoint. It holds the lease in the endpoint's row by the database's clock; what it
 * writes names its fence, so a process that was halted for longer than its lease writes nothing any more.
 */
@Injectable()
export class LaneLeases {
  constructor(private readonly em: EntityManager) {}

  /** Null: disabled, gone, or another process is at it. */
  async take(endpointId: string): Promise<LaneLease | null> {
    const rows: { lease_fence: string }[] = await this.em.execute(
      `update endpoint set lease_fence = lease_fence + 1, lease_until = now() + make_interval(secs => ?)
       where id = ? and enabled and (lease_until is null or lease_until < now()) returning lease_fence`,
      [leaseSeconds, endpointId],
    );
    const row = rows[0];
    return row ? { endpointId, fence: Number(row.lease_fence) } : null;
  }

  /** False: lost, or the endpoint is not to be used any more. */
  async keep({ endpointId, fence }: LaneLease): Promise<boolean> {
    const rows: { enabled: boolean }[] = await this.em.execute(
      `update endpoint set lease_until = now() + make_interval(secs => ?)
       where id = ? and lease_fence = ? returning enabled`,
      [leaseSeconds, endpointId, fence],
    );
    return rows[0]?.enabled === true;
  }

  async release({ endpointId, fence }: LaneLease): Promise<void> {
    await this.em.execute('update endpoint set lease_until = null where id = ? and lease_fence = ?', [
      endpointId,
      fence,
    ]);
  }
}
