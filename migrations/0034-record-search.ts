import { Migration } from '@mikro-orm/migrations';

/**
 * What a record can be found by: the words of its fields, made by the database from the same row, so that no writer can
 * forget it and what is erased from the fields is gone from here too. Fields that stand under a consent of their own, and
 * an organization's own fields, into which a mapping may put these, are not among them.
 */
export class RecordSearch extends Migration {
  override up(): void {
    // Without case and accents. The collation's rules come with PostgreSQL, so they are the same on every system.
    this.addSql(`
      create function causeway_fold(given text) returns text
      language plpgsql immutable strict parallel safe set search_path = '' as $$
      begin
        if octet_length(given) = length(given) then return lower(given collate "C"); end if;
        return casefold(regexp_replace(normalize(given, nfkd), '[\\u0300-\\u036f]', '', 'g') collate pg_unicode_fast);
      end $$`);
    // Cut short: rows stay narrow, and a long description costs no more than a short one.
    this.addSql(`
      create function causeway_words(model text, fields jsonb) returns text
      language plpgsql immutable strict parallel safe set search_path = '' as $$
      begin
        return public.causeway_fold(left(case model
          when 'calendar_event' then concat_ws(' ', fields ->> 'title', fields ->> 'location',
            fields #>> '{organizer,name}', fields #>> '{organizer,email}', ${listed('categories', '')},
            ${listed('attendees', '.email')}, ${listed('attendees', '.name')}, ${text('description')})
          when 'contact' then concat_ws(' ', fields ->> 'displayName', fields ->> 'givenName', fields ->> 'familyName',
            fields ->> 'nickname', ${listed('emails', '.value')}, ${listed('phones', '.value')}, fields ->> 'company',
            fields ->> 'jobTitle', ${listed('groups', '')}, ${text('notes')})
          when 'employee' then concat_ws(' ', fields ->> 'displayName', fields ->> 'givenName',
            fields ->> 'familyName', fields ->> 'preferredName', fields ->> 'employeeNumber', fields ->> 'workEmail',
            fields ->> 'workPhone', fields ->> 'mobilePhone', fields ->> 'jobTitle', fields ->> 'department',
            fields ->> 'division', fields ->> 'location', fields #>> '{manager,name}')
          when 'file' then coalesce(fields ->> 'path', fields ->> 'name')
          when 'message' then concat_ws(' ', fields ->> 'subject', fields #>> '{author,name}',
            fields #>> '{author,email}', ${text('text')})
          when 'task' then concat_ws(' ', fields ->> 'title', ${listed('labels', '')},
            ${listed('assignees', '.name')}, ${listed('assignees', '.email')}, fields ->> 'section',
            ${text('description')})
          else '' end, 1000));
      end $$`);
    for (const name of ['causeway_fold(text)', 'causeway_words(text, jsonb)']) {
      this.addSql(`revoke all on function ${name} from public`);
      this.addSql(`grant execute on function ${name} to causeway_app`);
    }
    this.addSql(`
      alter table record add column words text generated always as (causeway_words(model, fields)) stored`);
  }
}

/** A text that may be a million characters long. */
const text = (field: string): string => `left(fields ->> '${field}', 1000)`;

const listed = (field: string, path: string): string => `case when fields -> '${field}' <> '[]'
              then jsonb_path_query_array(fields, '$.${field}[0 to 49]${path}')::text end`;
