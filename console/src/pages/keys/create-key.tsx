import { Button, Group, NativeSelect, Stack, Switch, TextInput } from '@mantine/core';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { modals } from '@mantine/modals';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.js';
import type { Organization, Role } from '../../api/organization.js';
import { EndChoice, endAfter, ProblemAlert, RoleChoice, Secret, useDeed } from '../../ui/index.js';
import { scopeChoices, scopesIn } from './scopes.js';

export interface CreateKeyProps {
  readonly organization: Organization;
  /** Of the person here; null is nobody's. */
  readonly memberId: string | null;
}

const path = '/v1/organizations/{organizationId}/keys';
const start = { name: '', role: 'member' as Role, choice: 'all', scopes: '', days: '90', isMine: false };
type Wish = typeof start;

const bodyOf = ({ name, role, choice, scopes, days, isMine }: Wish, memberId: string | null) => {
  const chosen = scopeChoices.find(({ value }) => value === choice)?.scopes ?? [];
  return {
    name,
    role,
    scopes: choice === 'own' ? scopesIn(scopes) : [...chosen],
    ...(days === '' ? {} : { expiresAt: endAfter(Number(days)) }),
    ...(isMine && memberId !== null ? { memberId } : {}),
  };
};

export const CreateKey = ({ organization, memberId }: CreateKeyProps) => {
  const [key, setKey] = useState<string | null>(null);
  if (key !== null) {
    return (
      <Stack>
        <Secret title="The key, shown this once" value={key}>
          Store it where your program reads its secrets. Whoever has it may do what it allows.
        </Secret>
        <Group justify="flex-end">
          <Button onClick={() => modals.closeAll()}>Done</Button>
        </Group>
      </Stack>
    );
  }
  return <WishForm organization={organization} memberId={memberId} onKey={setKey} />;
};

const WishForm = ({ organization, memberId, onKey }: CreateKeyProps & { onKey: (key: string) => void }) => {
  const queries = useQueryClient();
  const form = useForm({ mode: 'controlled', initialValues: start });
  const seesAll = organization.role === 'owner' || organization.role === 'admin';
  const create = useDeed(async (wish: Wish) => {
    const params = { path: { organizationId: organization.id } };
    const { data } = await client.POST(path, { params, body: bodyOf(wish, memberId) });
    await queries.invalidateQueries({ queryKey: ['get', path] });
    if (data) onKey(data.key);
  }, form);
  return (
    <form onSubmit={form.onSubmit(create.run)}>
      <Stack>
        {create.error !== null && <ProblemAlert error={create.error} />}
        <Powers form={form} upTo={organization.role} />
        <EndChoice {...form.getInputProps('days')} />
        {seesAll && memberId !== null && (
          <Switch
            label="Acts for me"
            description="The key never may more than you, and ends when you leave. Otherwise it stands for a program."
            {...form.getInputProps('isMine', { type: 'checkbox' })}
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={() => modals.closeAll()}>
            Leave it
          </Button>
          <Button type="submit" loading={create.isBusy}>
            Create the key
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

const OwnScopes = (input: Record<string, unknown>) => (
  <TextInput
    label="Scopes"
    description="Such as syncs:read syncs:write. Reading is not part of writing: name both."
    required
    {...input}
  />
);

interface PowersProps {
  readonly form: UseFormReturnType<Wish>;
  readonly upTo: Role;
}

const Powers = ({ form, upTo }: PowersProps) => (
  <>
    <TextInput
      label="Name"
      description="What uses it, so that you know later what revoking it stops."
      required
      maxLength={120}
      data-autofocus
      {...form.getInputProps('name')}
    />
    <RoleChoice upTo={upTo} {...form.getInputProps('role')} />
    <NativeSelect
      label="What it may do of that"
      data={scopeChoices.map(({ value, label }) => ({ value, label }))}
      {...form.getInputProps('choice')}
    />
    {form.values.choice === 'own' && <OwnScopes {...form.getInputProps('scopes')} />}
  </>
);
