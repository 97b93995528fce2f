import { Migration } from '@mikro-orm/migrations';

/** Answers that are kept for repeated requests are sealed. Those in clear are forgotten with their keys, a day's at most. */
export class SealedAnswers extends Migration {
  override up(): void {
    this.addSql('delete from idempotency_key');
    this.addSql('alter table idempotency_key alter column body type bytea using null');
  }
}
