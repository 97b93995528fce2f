import { Injectable } from '@nestjs/common';
import { OrganizationScope } from '#database';
import { DeadRows, type DeadWork } from '#jobs';
import { HubError } from '#kernel';
import { Replays } from '../replays/replays.service.js';

const sql = `
  select d.id, d.organization_id, d.endpoint_id as subject, d.reason as error, d.attempts,
    coalesce(d.settled_at, d.next_attempt_at) as died_at
  from delivery d where d.status = 'dead'`;

/** Deliveries that were given up, for operators. */
@Injectable()
export class DeadDeliveries {
  readonly work: DeadWork;

  constructor(
    scope: OrganizationScope,
    private readonly replays: Replays,
  ) {
    this.work = new DeadRows(scope, { task: 'deliveries.send', sql }, ids => this.again(ids));
  }

  private async again(ids: readonly string[]): Promise<number> {
    let sent = 0;
    for (const id of ids) sent += Number(await this.isAgain(id));
    return sent;
  }

  /** An endpoint that is disabled takes none; its owner has to enable it first. */
  private async isAgain(id: string): Promise<boolean> {
    try {
      await this.replays.one(id);
      return true;
    } catch (error) {
      if (error instanceof HubError) return false;
      throw error;
    }
  }
}
