import { Migration } from '@mikro-orm/migrations';

/** What went wrong last with a connect session, for whoever waits for it elsewhere, such as in a terminal. */
export class ConnectFailures extends Migration {
  override up(): void {
    this.addSql(`
      alter table connect_session
        add column failure_code text,
        add column failure_detail text,
        add column failed_at timestamptz`);
  }
}
