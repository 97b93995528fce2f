import { Migration } from '@mikro-orm/migrations';

/*
 * The chain of audit events. `causeway_app` may add an event and erase the personal part of one, nothing else; the
 * triggers hold the owner to the same. An event is accepted only as the successor of its organization's head, and
 * the head moves only onto an event, so a gap cannot be written by mistake either.
 */
const tables = [
  `
  create table audit_head (
    organization_id uuid primary key,
    sequence bigint not null check (sequence >= 0),
    hash text not null check (hash ~ '^[0-9a-f]{64}$')
  )`,
  `
  create table audit_event (
    id uuid primary key,
    organization_id uuid not null references audit_head (organization_id),
    sequence bigint not null check (sequence > 0),
    occurred_at timestamptz not null,
    action text not null check (action ~ '^[a-z0-9_]+([.][a-z0-9_]+)+$'),
    outcome text not null check (outcome in ('success', 'refused', 'failure')),
    actor jsonb not null,
    target jsonb not null,
    details jsonb not null,
    request_id text,
    personal jsonb,
    personal_salt text,
    personal_digest text,
    previous_hash text not null check (previous_hash ~ '^[0-9a-f]{64}$'),
    hash text not null check (hash ~ '^[0-9a-f]{64}$'),
    unique (organization_id, id),
    unique (organization_id, sequence),
    check ((personal is null) = (personal_salt is null)),
    check (personal is null or personal_digest is not null)
  )`,
  `create index audit_event_action on audit_event (organization_id, action text_pattern_ops, sequence)`,
  `create index audit_event_target on audit_event (organization_id, (target->>'id'), sequence)`,
  `create index audit_event_actor on audit_event (organization_id, (actor->>'id'), sequence)`,
  `create index audit_event_time on audit_event (organization_id, occurred_at)`,
];

const grants = [
  `call causeway_protect('audit_event')`,
  `call causeway_protect('audit_head')`,
  `revoke update, delete on audit_event, audit_head from causeway_app`,
  `grant update (personal, personal_salt) on audit_event to causeway_app`,
  `grant update (sequence, hash) on audit_head to causeway_app`,
];

/** Columns named as arguments may become null; a change of anything else, and any other value, is refused. */
const eraseOnly = [
  `
  create function causeway_erase_only() returns trigger language plpgsql set search_path = '' as $$
  declare
    before jsonb := to_jsonb(old);
    after jsonb := to_jsonb(new);
    erasable text;
  begin
    foreach erasable in array tg_argv loop
      if after->erasable = 'null' then before := before - erasable; after := after - erasable; end if;
    end loop;
    if before <> after then
      raise exception 'rows of % are append-only', tg_table_name using errcode = 'restrict_violation';
    end if;
    return new;
  end $$`,
  `
  create trigger erase_only before update on audit_event for each row
  execute function causeway_erase_only('personal', 'personal_salt')`,
];

const appendOnly = [
  `
  create trigger append_only before delete or truncate on audit_event for each statement
  execute function causeway_append_only()`,
  `
  create trigger append_only before delete or truncate on audit_head for each statement
  execute function causeway_append_only()`,
];

const successorOnly = [
  `
  create function causeway_audit_successor() returns trigger language plpgsql set search_path = '' as $$
  begin
    if not exists (
      select from public.audit_head head where head.organization_id = new.organization_id
        and head.sequence = new.sequence - 1 and head.hash = new.previous_hash) then
      raise exception 'audit event % does not follow the head', new.sequence using errcode = 'restrict_violation';
    end if;
    return new;
  end $$`,
  `
  create trigger successor before insert on audit_event for each row execute function causeway_audit_successor()`,
  `
  create function causeway_audit_head_moves() returns trigger language plpgsql set search_path = '' as $$
  begin
    if tg_op = 'INSERT' and new.sequence = 0 and new.hash = repeat('0', 64) then return new; end if;
    if tg_op = 'UPDATE' and new.sequence = old.sequence + 1 and exists (
      select from public.audit_event event where event.organization_id = new.organization_id
        and event.sequence = new.sequence and event.hash = new.hash) then return new; end if;
    raise exception 'the audit head moves onto the next event only' using errcode = 'restrict_violation';
  end $$`,
  `
  create trigger moves before insert or update on audit_head for each row
  execute function causeway_audit_head_moves()`,
];

export class Audit extends Migration {
  override up(): void {
    for (const sql of [...tables, ...grants, ...eraseOnly, ...appendOnly, ...successorOnly]) this.addSql(sql);
  }
}
