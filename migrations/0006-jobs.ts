import { Migration } from '@mikro-orm/migrations';

/**
 * The queue's own schema, which `migrateJobs()` fills. Default privileges stand before the first of its tables, so the
 * serving role may use every one of them, today's and those of a later version, and may create none.
 */
export class Jobs extends Migration {
  override up(): void {
    this.addSql(`create schema causeway_jobs`);
    this.addSql(`grant usage on schema causeway_jobs to causeway_app`);
    this.addSql(`
      alter default privileges in schema causeway_jobs
        grant select, insert, update, delete on tables to causeway_app`);
    this.addSql(`alter default privileges in schema causeway_jobs grant usage on sequences to causeway_app`);
    this.addSql(`create table job_tick (name text primary key, last_run_at timestamptz not null)`);
    this.addSql(`grant select, insert, update on job_tick to causeway_app`);
  }
}
