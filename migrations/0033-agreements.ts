import { Migration } from '@mikro-orm/migrations';

/** What a person agreed to waits with their sign-in: only a connection makes consents of it. */
export class Agreements extends Migration {
  override up(): void {
    this.addSql('alter table authorization_attempt add column agreement jsonb');
    this.addSql(`
      create index authorization_attempt_agreement on authorization_attempt (organization_id)
        where agreement is not null`);
  }
}
