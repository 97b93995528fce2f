import {
  Button,
  Group,
  NativeSelect,
  PasswordInput,
  Stack,
  Switch,
  TagsInput,
  TextInput,
} from '@mantine/core';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '../../../../src/client/index.js';
import { client } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { CopyField, ProblemAlert, say, useDeed } from '../../ui/index.js';

type Connection = Schemas['SsoConnection'];
const path = '/v1/organizations/{organizationId}/sso';

export interface SingleSignOnFormProps {
  readonly state: Schemas['SsoState'];
  readonly onClose: () => void;
}

const wishOf = (sso: Connection | null) => ({
  issuer: sso?.issuer ?? '',
  clientId: sso?.clientId ?? '',
  clientSecret: '',
  defaultRole: sso?.defaultRole ?? ('member' as const),
  allowedDomains: sso?.allowedDomains ?? [],
  isEnforced: sso?.isEnforced ?? false,
});

type Wish = ReturnType<typeof wishOf>;

/** The hub asks the identity provider at once, so a mistake shows here and not to the first who tries. */
export const SingleSignOnForm = ({ state, onClose }: SingleSignOnFormProps) => {
  const { connection: sso, redirectUri } = state;
  const { id: organizationId } = useOrganization();
  const queries = useQueryClient();
  const form = useForm<Wish>({ mode: 'uncontrolled', initialValues: wishOf(sso) });
  const save = useDeed(async ({ clientSecret, ...wish }: Wish) => {
    const body = { ...wish, ...(clientSecret === '' ? {} : { clientSecret }) };
    await client.PUT(path, { params: { path: { organizationId } }, body });
    await queries.resetQueries({ queryKey: ['get', path] });
    say('Saved. The identity provider answered.');
    onClose();
  }, form);
  return (
    <form onSubmit={form.onSubmit(save.run)}>
      <Stack maw={560}>
        {save.error !== null && <ProblemAlert error={save.error} />}
        <CopyField
          label="Redirect address"
          value={redirectUri}
          description="First make a client for a web application at your identity provider, with this address."
        />
        <ProviderFields form={form} hasSecret={sso !== null} />
        <PeopleFields form={form} />
        <Group>
          <Button type="submit" loading={save.isBusy}>
            Save
          </Button>
          <Button variant="default" onClick={onClose}>
            Leave it
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

interface FieldsProps {
  readonly form: UseFormReturnType<Wish>;
}

const ProviderFields = ({ form, hasSecret }: FieldsProps & { readonly hasSecret: boolean }) => (
  <>
    <TextInput
      label="Issuer"
      description="The address under which /.well-known/openid-configuration is found."
      placeholder="https://login.example.com"
      type="url"
      required
      {...form.getInputProps('issuer')}
    />
    <TextInput label="Client id" required {...form.getInputProps('clientId')} />
    <PasswordInput
      label="Client secret"
      description={
        hasSecret
          ? 'Leave empty to keep the one that is stored.'
          : 'Stored encrypted; nobody can read it again.'
      }
      autoComplete="off"
      required={!hasSecret}
      {...form.getInputProps('clientSecret')}
    />
  </>
);

const PeopleFields = ({ form }: FieldsProps) => (
  <>
    <TagsInput
      label="Domains that may come uninvited"
      description="Such as example.com, then Enter. Empty: only people who are invited or members."
      {...form.getInputProps('allowedDomains')}
    />
    <NativeSelect
      label="Role of new people"
      data={['member', 'admin', 'auditor']}
      {...form.getInputProps('defaultRole')}
    />
    <Switch
      label="Refuse passwords"
      description="Nobody enters this organization by password any more. Possible once an owner has logged in by single sign-on. API keys go on working."
      {...form.getInputProps('isEnforced', { type: 'checkbox' })}
    />
  </>
);
