import { Button, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import type { Schemas } from '../../../../src/client/index.js';
import { client } from '../../api/client.js';
import { fullTime, ProblemAlert, say, Secret, useDeed } from '../../ui/index.js';

type Created = Schemas['CreatedPortalSession'];

/** A short key for the person who looks after webhooks on the other side. */
export const PortalCard = ({ organizationId }: { readonly organizationId: string }) => {
  const [made, setMade] = useState<Created | null>(null);
  return (
    <Paper withBorder p="lg">
      <Stack>
        <Title order={2}>A key for an hour</Title>
        <Text>
          For somebody who looks after the receiving end of your webhooks: it opens webhook endpoints and
          deliveries, nothing else, and ends by itself after an hour.
        </Text>
        {made === null ? (
          <MakeOne organizationId={organizationId} onMade={setMade} />
        ) : (
          <Made organizationId={organizationId} made={made} onEnd={() => setMade(null)} />
        )}
      </Stack>
    </Paper>
  );
};

interface MakeOneProps {
  readonly organizationId: string;
  readonly onMade: (made: Created) => void;
}

const MakeOne = ({ organizationId, onMade }: MakeOneProps) => {
  const form = useForm({ mode: 'uncontrolled', initialValues: { label: '' } });
  const make = useDeed(async (body: { label: string }) => {
    const params = { path: { organizationId } };
    const { data } = await client.POST('/v1/organizations/{organizationId}/portal-sessions', {
      params,
      body,
    });
    if (data) onMade(data);
  }, form);
  return (
    <form onSubmit={form.onSubmit(make.run)}>
      <Stack align="flex-start">
        {make.error !== null && <ProblemAlert error={make.error} />}
        <TextInput
          label="Whom it is for"
          description="Stays in the audit trail."
          required
          maxLength={200}
          w="100%"
          maw={400}
          {...form.getInputProps('label')}
        />
        <Button type="submit" variant="default" loading={make.isBusy}>
          Make one
        </Button>
      </Stack>
    </form>
  );
};

interface MadeProps {
  readonly organizationId: string;
  readonly made: Created;
  readonly onEnd: () => void;
}

const Made = ({ organizationId, made, onEnd }: MadeProps) => {
  const end = useDeed(async () => {
    const params = { path: { organizationId, id: made.id } };
    await client.DELETE('/v1/organizations/{organizationId}/portal-sessions/{id}', { params });
    say('It has ended.');
    onEnd();
  });
  return (
    <Stack>
      {end.error !== null && <ProblemAlert error={end.error} />}
      <Secret title="The token, shown this once" value={made.token}>
        {`To be sent as bearer token. It works until ${fullTime(made.expiresAt)}.`}
      </Secret>
      <Group>
        <Button variant="default" onClick={end.run} loading={end.isBusy}>
          End it now
        </Button>
        <Button variant="subtle" onClick={onEnd}>
          Done
        </Button>
      </Group>
    </Stack>
  );
};
