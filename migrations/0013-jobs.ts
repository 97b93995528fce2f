import { Migration } from '@mikro-orm/migrations';

/**
 * What operators say about work (pauses, weights) and what workers note for them. These rows belong to the installation,
 * as `job_tick` does: workers read them before they enter an organization, and no organization's route reaches them.
 */
export class JobOperations extends Migration {
  override up(): void {
    this.addSql(`
      create table job_pause (
        kind text not null check (kind in ('task', 'provider', 'organization')),
        key text not null,
        reason text,
        paused_by text not null,
        paused_at timestamptz not null default now(),
        primary key (kind, key)
      )`);
    this.addSql(`grant select, insert, update, delete on job_pause to causeway_app`);
    // Wake-ups that met a pause; they are given again when it ends.
    this.addSql(`
      create table job_parked (
        task text not null,
        lane text not null,
        provider text,
        parked_at timestamptz not null,
        primary key (task, lane)
      )`);
    this.addSql(`grant select, insert, update, delete on job_parked to causeway_app`);
    this.addSql(`
      create table job_weight (
        organization uuid primary key,
        weight int not null check (weight between 1 and 100)
      )`);
    this.addSql(`grant select, insert, update, delete on job_weight to causeway_app`);
    this.addSql(`
      create table job_failure (
        task text not null,
        lane text not null,
        failures int not null,
        last_error text not null,
        first_at timestamptz not null,
        last_at timestamptz not null,
        next_at timestamptz not null,
        primary key (task, lane)
      )`);
    this.addSql(`grant select, insert, update, delete on job_failure to causeway_app`);
    this.addSql(`
      create table job_throughput (
        slot timestamptz not null,
        task text not null,
        runs int not null,
        failures int not null,
        primary key (slot, task)
      )`);
    this.addSql(`grant select, insert, update, delete on job_throughput to causeway_app`);
  }
}
