import { Button, Code, Group, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import type { Schemas } from '../../../../src/client/index.js';
import { client } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { fullTime, ProblemAlert, say, Secret, useDeed } from '../../ui/index.js';

type Made = Schemas['CreatedPortalSession'];

/** A token for an hour, for a page in the organization's own product. */
export const PortalSession = ({ onClose }: { readonly onClose: () => void }) => {
  const { id: organizationId } = useOrganization();
  const [made, setMade] = useState<Made | null>(null);
  const form = useForm({ initialValues: { label: '' } });
  const deed = useDeed(async (body: { label: string }) => {
    const { data } = await client.POST('/v1/organizations/{organizationId}/portal-sessions', {
      params: { path: { organizationId } },
      body,
    });
    if (data) setMade(data);
  }, form);
  if (made) return <Shown made={made} onClose={onClose} />;
  return (
    <form onSubmit={form.onSubmit(deed.run)}>
      <Stack>
        <Text size="sm">
          Makes a token that opens endpoints and deliveries of this organization for an hour, and nothing
          else. A page in your product uses it to let your customer look after their own endpoints.
        </Text>
        <TextInput
          label="Whom it is for"
          description="Kept in the audit trail."
          required
          data-autofocus
          {...form.getInputProps('label')}
        />
        {deed.error !== null && <ProblemAlert error={deed.error} />}
        <Button type="submit" loading={deed.isBusy}>
          Make a token
        </Button>
      </Stack>
    </form>
  );
};

const Shown = ({ made, onClose }: { readonly made: Made; readonly onClose: () => void }) => {
  const { id: organizationId } = useOrganization();
  const end = useDeed(async () => {
    await client.DELETE('/v1/organizations/{organizationId}/portal-sessions/{id}', {
      params: { path: { organizationId, id: made.id } },
    });
    say('Ended. The token opens nothing any more.');
    onClose();
  });
  const address = `${location.origin}/v1/organizations/${organizationId}/endpoints`;
  return (
    <Stack>
      <Secret title={`Good until ${fullTime(made.expiresAt)}`} value={made.token}>
        Hand it to your page, not to a log. It is shown this once.
      </Secret>
      <Text size="sm">Your page calls, for example:</Text>
      <Code block tabIndex={0} style={{ whiteSpace: 'pre-wrap' }}>
        {`GET ${address}\nAuthorization: Bearer …`}
      </Code>
      {end.error !== null && <ProblemAlert error={end.error} />}
      <Group>
        <Button onClick={onClose}>Close</Button>
        <Button variant="default" loading={end.isBusy} onClick={() => end.run()}>
          End it now
        </Button>
      </Group>
    </Stack>
  );
};
