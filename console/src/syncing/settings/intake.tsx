import { Anchor, Group, Select, Text, Textarea } from '@mantine/core';
import { Link } from 'react-router';
import { useMay, useOrganization } from '../../api/organization.js';
import { useMappings } from '../lookups.js';
import { Section } from './section.js';
import type { SettingsForm } from './values.js';

export interface IntakeProps {
  readonly form: SettingsForm;
  readonly model: string;
  readonly provider: string;
}

const VersionChoice = ({ form, latest }: { readonly form: SettingsForm; readonly latest: number }) => (
  <Select
    label="Version"
    description={`${String(latest)} is the latest.`}
    data={Array.from({ length: latest }, (_, index) => String(index + 1)).toReversed()}
    value={String(form.values.mappingVersion ?? latest)}
    allowDeselect={false}
    onChange={value => {
      form.setFieldValue('mappingVersion', Number(value));
    }}
    error={form.errors['mappingVersion']}
    flex="0 1 160px"
  />
);

const MappingChoice = ({ form, model, provider }: IntakeProps) => {
  const { id } = useOrganization();
  const may = useMay('admin');
  const mappings = useMappings().data?.data.filter(m => m.model === model && m.provider === provider) ?? [];
  const chosen = mappings.find(mapping => mapping.id === form.values.mappingId);
  return (
    <Group align="flex-start" gap="md">
      <Select
        label="Mapping"
        description="Your own rules between the provider’s fields and yours."
        placeholder={mappings.length === 0 ? 'There is none for this provider' : 'None'}
        data={mappings.map(mapping => ({ value: mapping.id, label: mapping.name }))}
        value={form.values.mappingId}
        onChange={value => {
          form.setFieldValue('mappingId', value);
          form.setFieldValue('mappingVersion', mappings.find(one => one.id === value)?.version ?? null);
        }}
        error={form.errors['mappingId']}
        clearable
        clearButtonProps={{ 'aria-label': 'No mapping' }}
        flex="1 1 220px"
      />
      {chosen !== undefined && <VersionChoice form={form} latest={chosen.version} />}
      {may && (
        <Anchor component={Link} to={`/o/${id}/mappings`} size="sm" underline="always">
          Mappings
        </Anchor>
      )}
    </Group>
  );
};

/** What is taken in, and how it is read. */
export const Intake = ({ form, model, provider }: IntakeProps) => (
  <Section legend="What is taken in">
    <MappingChoice form={form} model={model} provider={provider} />
    <Textarea
      label="Filter"
      description={
        <>
          True takes the object in; empty takes everything in. What stops matching leaves the hub and is never
          deleted in the account.
        </>
      }
      placeholder='!fields.title.startsWith("private")'
      autosize
      minRows={2}
      spellCheck={false}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      {...form.getInputProps('filter')}
    />
    {form.values.direction === 'push' && form.values.filter !== '' && (
      <Text size="sm">A sync that only writes takes nothing in, so the filter has no meaning.</Text>
    )}
  </Section>
);
