import { Migration } from '@mikro-orm/migrations';

/*
 * Consent as ISO/IEC TS 27560 sees it: the record says what was agreed to and where it stands, the decisions are the
 * evidence of each event. `expired` is not stored: it follows from `expires_at` and so is never late.
 */
const tables = [
  `
  create table consent_record (
    id uuid primary key,
    organization_id uuid not null,
    subject_type text not null check (subject_type in ('end_user', 'member', 'organization')),
    subject_id text not null,
    subject_label text,
    purpose text not null,
    lawful_basis text not null check (lawful_basis in ('consent', 'contract', 'legal_obligation',
      'vital_interests', 'public_task', 'legitimate_interests')),
    notice_version text not null,
    notice_language text,
    jurisdiction text,
    collection_method text not null check (collection_method in ('api', 'connect_page')),
    connection_id uuid,
    state text not null check (state in ('given', 'refused', 'withdrawn')),
    given_at timestamptz,
    expires_at timestamptz,
    withdrawn_at timestamptz,
    created_at timestamptz not null,
    unique (organization_id, id),
    check ((state = 'refused') = (given_at is null)),
    check ((state = 'withdrawn') = (withdrawn_at is not null))
  )`,
  `
  create table consent_decision (
    id uuid primary key,
    organization_id uuid not null,
    consent_id uuid not null,
    state text not null check (state in ('given', 'refused', 'withdrawn')),
    decided_at timestamptz not null,
    actor jsonb not null,
    address text,
    user_agent text,
    notice_version text not null,
    request_id text not null,
    unique (organization_id, id),
    unique (organization_id, consent_id, state),
    foreign key (organization_id, consent_id) references consent_record (organization_id, id)
  )`,
  `create index consent_subject on consent_record (organization_id, subject_type, subject_id, id)`,
  `create index consent_connection on consent_record (organization_id, connection_id)`,
];

/** Evidence stays. Who it was may be erased: the label of a record, address and user agent of a decision. */
const protection = [
  `call causeway_protect('consent_record')`,
  `call causeway_protect('consent_decision')`,
  `revoke update, delete on consent_record, consent_decision from causeway_app`,
  `grant update (state, withdrawn_at, connection_id, subject_label) on consent_record to causeway_app`,
  `grant update (address, user_agent) on consent_decision to causeway_app`,
  `
  create trigger erase_only before update on consent_decision for each row
  execute function causeway_erase_only('address', 'user_agent')`,
  `
  create trigger append_only before delete or truncate on consent_decision for each statement
  execute function causeway_append_only()`,
];

export class Consent extends Migration {
  override up(): void {
    for (const sql of [...tables, ...protection]) this.addSql(sql);
  }
}
