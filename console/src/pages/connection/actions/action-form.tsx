import { Code, Select, Stack, Text } from '@mantine/core';
import { DeedForm } from '../../../connecting/deed-form.js';
import { useState } from 'react';
import { client } from '../../../api/client.js';
import { useMay, useOrganization } from '../../../api/organization.js';
import { entered } from '../../../connecting/json-schema.js';
import type { Connection } from '../../../connecting/providers.js';
import { usePurposeName } from '../../../connecting/purposes.js';
import { SchemaFields } from '../../../connecting/schema-fields.js';
import { useSchemaForm } from '../../../connecting/use-schema-form.js';
import { useDeed } from '../../../ui/index.js';
import type { Action } from './action.js';
import { useConsentsFor } from './use-consents-for.js';

export interface ActionFormProps {
  readonly connection: Connection;
  readonly action: Action;
}

export const ActionForm = ({ connection, action }: ActionFormProps) => {
  const mayAct = useMay('member');
  return (
    <Stack>
      <Text size="sm">{action.description}</Text>
      {!action.available && (
        <Text size="sm">
          The person has not allowed {action.missingScopes.join(', ')}. Reconnect and leave it ticked.
        </Text>
      )}
      {action.available && mayAct && <Perform connection={connection} action={action} />}
    </Stack>
  );
};

const Perform = ({ connection, action }: ActionFormProps) => {
  const { id } = useOrganization();
  const [output, setOutput] = useState<Readonly<Record<string, unknown>>>();
  const [chosen, setConsent] = useState<string | null>(null);
  const { fields, form } = useSchemaForm(action.input);
  const consents = useConsentsFor(connection, action.purpose);
  const consentId = chosen ?? consents[0]?.id ?? null;
  const { run, error, isBusy } = useDeed(async () => {
    const path = { organizationId: id, connectionId: connection.id, name: action.name };
    const { data } = await client.POST(
      '/v1/organizations/{organizationId}/connections/{connectionId}/actions/{name}',
      { params: { path }, body: { input: entered(fields, form.getValues()), consentId: consentId ?? '' } },
    );
    setOutput(data?.output);
  }, form);
  return (
    <Stack>
      <DeedForm
        onSubmit={form.onSubmit(run)}
        {...{ error, isBusy }}
        button="Do it"
        isBlocked={consentId === null}
      >
        <SchemaFields fields={fields} form={form} />
        <ConsentChoice {...{ consents, purpose: action.purpose, consentId, setConsent }} />
      </DeedForm>
      <div role="status">{output && <Output output={output} />}</div>
    </Stack>
  );
};

interface ConsentChoiceProps {
  readonly consents: ReturnType<typeof useConsentsFor>;
  readonly purpose: string;
  readonly consentId: string | null;
  readonly setConsent: (id: string | null) => void;
}

const ConsentChoice = ({ consents, purpose, consentId, setConsent }: ConsentChoiceProps) => {
  const name = usePurposeName()(purpose);
  if (consents.length === 0) {
    return (
      <Text size="sm">
        It needs a standing consent for “{name}”, and there is none. Record one under Consents.
      </Text>
    );
  }
  if (consents.length === 1) return null;
  return (
    <Select
      label="On whose consent"
      allowDeselect={false}
      data={consents.map(({ id, subject }) => ({ value: id, label: subject.label ?? subject.id }))}
      value={consentId}
      onChange={setConsent}
    />
  );
};

const Output = ({ output }: { readonly output: Readonly<Record<string, unknown>> }) => (
  <Stack gap={4}>
    <Text size="sm" fw={600}>
      Done. The vendor answered:
    </Text>
    <Code block tabIndex={0}>
      {JSON.stringify(output, null, 2)}
    </Code>
  </Stack>
);
