/** Why something could not be undone. */
export const refusals = {
  changed_since: 'It was changed since; the later change stays.',
  deleted_since: 'It was deleted since; the deletion stays.',
  conflict_open: 'Both sides still differ and wait for a decision; decide the conflict in the inbox.',
  merged_twin: 'It was a second record of the same object, and lives on in the other one.',
  out_of_filter: 'The sync’s filter leaves it out; change the filter instead.',
  would_be_invalid: 'With what was changed since, the earlier values do not make a valid record.',
  field_immutable: 'The field can only be set when a record is created.',
  sync_read_only: 'The sync only pulls, so nothing can be taken back at the provider.',
  push_unsupported: 'The provider cannot be written.',
  delete_unsupported: 'The provider cannot delete.',
} as const;

export type RefusalCode = keyof typeof refusals;
