import { Migration } from '@mikro-orm/migrations';

/** A delivery that arrives at once keeps its only attempt in its own row. */
export class FirstAttempts extends Migration {
  override up(): void {
    this.addSql('alter table delivery add column first_attempt jsonb');
  }
}
