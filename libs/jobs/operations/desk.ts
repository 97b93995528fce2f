import { Failures } from './failures.js';
import { Parking } from './parking.js';
import type { Sql } from './sql.js';
import { Standing } from './standing.js';
import { Throughput } from './throughput.js';

/** What operators say about work and what workers note for them, in our tables whatever carries the wake-ups. */
export class JobDesk {
  readonly standing: Standing;
  readonly parking: Parking;
  readonly failures: Failures;
  readonly throughput: Throughput;

  constructor(sql: Sql) {
    this.standing = new Standing(sql);
    this.parking = new Parking(sql, this.standing);
    this.failures = new Failures(sql, this.standing);
    this.throughput = new Throughput(sql);
  }

  /** Every second in a process that works. */
  async attend(wakeAll: (task: string, lanes: string[]) => Promise<void>): Promise<void> {
    await this.standing.refresh();
    await this.parking.release(wakeAll);
    await this.throughput.flush();
  }
}
