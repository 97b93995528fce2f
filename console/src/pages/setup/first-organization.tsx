import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { useForgetEverything } from '../../api/session.js';
import { ProblemAlert, Secret, useDeed } from '../../ui/index.js';
import { found, type Founded } from '../../api/found-organization.js';

export interface FirstOrganizationProps {
  readonly onBegin: () => void;
}

/** Founds the organization, makes its founder the owner, then shows its first key and leads inside. */
export const FirstOrganization = ({ onBegin }: FirstOrganizationProps) => {
  const [founded, setFounded] = useState<Founded | null>(null);
  const form = useForm({ mode: 'uncontrolled', initialValues: { name: '' } });
  const create = useDeed(async ({ name }: { name: string }) => {
    onBegin();
    setFounded(await found(name, 'me'));
  }, form);
  if (founded !== null) return <Inside founded={founded} />;
  return (
    <form onSubmit={form.onSubmit(create.run)}>
      <Stack>
        {create.error !== null && <ProblemAlert error={create.error} />}
        <TextInput
          label="Name of the organization"
          autoComplete="organization"
          maxLength={120}
          required
          {...form.getInputProps('name')}
        />
        <Group>
          <Button type="submit" loading={create.isBusy}>
            Create it
          </Button>
          <Button component={Link} to="/installation" variant="subtle">
            Later
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

const Inside = ({ founded }: { readonly founded: Founded }) => {
  const forget = useForgetEverything();
  const navigate = useNavigate();
  const goIn = useDeed(async () => {
    await forget();
    await navigate(`/o/${founded.id}`);
  });
  return (
    <Stack>
      {goIn.error !== null && <ProblemAlert error={goIn.error} />}
      <Secret title="Its first API key, shown this once" value={founded.apiKey}>
        For programs that work for this organization, with everything its owner may do. You need none in this
        console, and can make others any time under API keys.
      </Secret>
      <Button onClick={goIn.run} loading={goIn.isBusy}>
        Go in
      </Button>
    </Stack>
  );
};
