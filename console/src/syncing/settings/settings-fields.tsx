import { TextInput } from '@mantine/core';
import type { Connection, Provider } from '../lookups.js';
import { directions, policies } from '../words.js';
import { Choices } from './choices.js';
import { ConsentChoice } from './consent-choice.js';
import { purposeOf } from './consents.js';
import { FieldPolicies } from './field-policies.js';
import { Intake } from './intake.js';
import { Schedule } from './schedule.js';
import { Section } from './section.js';
import type { SettingsForm } from './values.js';

export interface About {
  readonly model: string;
  readonly connection: Connection;
  readonly provider: Provider;
}

export interface SettingsFieldsProps {
  readonly form: SettingsForm;
  readonly about: About;
  /** The account may not write there. */
  readonly isReadOnly?: boolean;
}

const Flow = ({ form, about, isReadOnly = false }: SettingsFieldsProps) => {
  const { direction } = form.values;
  return (
    <Section legend="Which way">
      <Choices
        label="Direction"
        choices={isReadOnly ? directions.filter(({ value }) => value === 'pull') : directions}
        {...(isReadOnly ? { description: 'The account may not write to it, so the hub can only read.' } : {})}
        value={direction}
        onChange={value => {
          form.setFieldValue('direction', value);
        }}
        error={form.errors['direction']}
      />
      <Choices
        label="When both sides changed the same field"
        choices={policies}
        value={form.values.policy}
        onChange={value => {
          form.setFieldValue('policy', value);
        }}
        error={form.errors['policy']}
      />
      <FieldPolicies form={form} model={about.model} />
    </Section>
  );
};

const isGuarded = (model: string): boolean => model === 'employee';

const Consents = ({ form, about: { model, connection, provider } }: SettingsFieldsProps) => {
  const purpose = purposeOf(provider, model);
  if (purpose === undefined) return null;
  return (
    <Section legend="Consent">
      <ConsentChoice
        label="Who agreed to this"
        description="Without it nothing is read. Withdrawn, the sync stops."
        purpose={purpose}
        connection={connection}
        value={form.values.consentId}
        onChange={id => {
          form.setFieldValue('consentId', id);
        }}
        error={form.errors['consentId']}
      />
      {isGuarded(model) && (
        <ConsentChoice
          label="For sensitive fields (pay, birthday, home address …)"
          description="Without it these fields stay empty, and are erased here if they were kept."
          purpose="employee_sensitive"
          connection={connection}
          value={form.values.sensitiveConsentId}
          onChange={id => {
            form.setFieldValue('sensitiveConsentId', id);
          }}
          error={form.errors['sensitiveConsentId']}
          isOptional
        />
      )}
    </Section>
  );
};

/** Everything that can be set of a sync. */
export const SettingsFields = (props: SettingsFieldsProps) => {
  const { form, about } = props;
  return (
    <>
      <TextInput label="Name" placeholder="As at the provider" {...form.getInputProps('name')} maw={480} />
      <Consents {...props} />
      <Flow {...props} />
      <Schedule form={form} />
      <Intake form={form} model={about.model} provider={about.provider.key} />
    </>
  );
};
