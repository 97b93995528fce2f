import { Radio, Stack } from '@mantine/core';
import type { Role } from '../api/organization.js';

const roles: readonly (readonly [Role, string, string])[] = [
  ['auditor', 'Auditor', 'Reads everything, the audit trail too; changes nothing.'],
  ['member', 'Member', 'Connects accounts, syncs, edits records, resolves conflicts.'],
  ['admin', 'Admin', 'Besides: mappings, webhooks, approvals and undo, members and all keys.'],
  ['owner', 'Owner', 'Besides: other owners, single sign-on and password links.'],
];

export interface RoleChoiceProps {
  readonly label?: string;
  /** The largest role that may be given. */
  readonly upTo?: Role;
  readonly [inputProps: string]: unknown;
}

/** The four roles and what each may do. Takes what `form.getInputProps` gives. */
export const RoleChoice = ({ label = 'Role', upTo = 'owner', ...input }: RoleChoiceProps) => {
  const last = roles.findIndex(([role]) => role === upTo);
  return (
    <Radio.Group label={label} {...input}>
      <Stack gap="xs" mt={6}>
        {roles.slice(0, last + 1).map(([value, name, description]) => (
          <Radio key={value} value={value} label={name} description={description} />
        ))}
      </Stack>
    </Radio.Group>
  );
};
