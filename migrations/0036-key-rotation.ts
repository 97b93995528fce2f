import { Migration } from '@mikro-orm/migrations';

/** A key that was rotated knows the key that takes its place, and keeps working until the end it was given then. */
export class KeyRotation extends Migration {
  override up(): void {
    this.addSql(`
      alter table api_key
        add column successor_id uuid,
        add foreign key (organization_id, successor_id) references api_key (organization_id, id)`);
    this.addSql(`alter table operator_key add column successor_id uuid references operator_key (id)`);
    this.addSql(`grant update (expires_at, successor_id) on operator_key to causeway_app`);
  }
}
