import { Box, Button, NativeSelect, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { Schemas } from '../../../../src/client/index.js';
import { api } from '../../api/client.js';
import { Answer, ProblemAlert, Status, useDeed, When } from '../../ui/index.js';
import { usePauses } from './use-pauses.js';

type Pause = Schemas['Pause'];

export const Pauses = () => (
  <>
    <Answer of={api.useQuery('get', '/admin/v1/queues/pauses')} lines={1}>
      {({ data }) =>
        data.length === 0 ? (
          <Text c="dimmed">Nothing is paused.</Text>
        ) : (
          <Box component="ul" p={0} m={0} style={{ listStyle: 'none' }} aria-label="Pauses">
            {data.map(pause => (
              <PauseRow key={`${pause.kind} ${pause.key}`} pause={pause} />
            ))}
          </Box>
        )
      }
    </Answer>
    <PauseForm />
  </>
);

const PauseRow = ({ pause }: { readonly pause: Pause }) => {
  const { resume } = usePauses();
  return (
    <Box component="li" className="row" style={{ flexWrap: 'wrap' }}>
      <Box flex={1} miw={200}>
        <Text fw={500}>{pause.key}</Text>
        <Text size="sm" c="dimmed">
          {pause.kind} · since <When at={pause.pausedAt} />
          {pause.reason === null ? '' : ` · ${pause.reason}`}
        </Text>
      </Box>
      <Status of="paused" />
      <Button
        size="xs"
        variant="default"
        onClick={() => resume({ kind: pause.kind, key: pause.key })}
        aria-label={`Resume ${pause.key}`}
      >
        Resume
      </Button>
    </Box>
  );
};

const empty = { kind: 'provider' as Pause['kind'], key: '', reason: '' };

const PauseForm = () => {
  const { hold } = usePauses();
  const form = useForm({ initialValues: empty });
  const pause = useDeed(async ({ kind, key, reason }: typeof empty) => {
    await hold({ kind, key: key.trim(), ...(reason === '' ? {} : { reason }) });
    form.reset();
  }, form);
  return (
    <Paper withBorder p="lg">
      <form onSubmit={form.onSubmit(pause.run)}>
        <Stack align="flex-start" maw={480}>
          <Title order={3}>Pause a provider, an organization or a task</Title>
          {pause.error !== null && <ProblemAlert error={pause.error} />}
          <NativeSelect
            label="What"
            data={[
              { value: 'provider', label: 'All work at a provider' },
              { value: 'organization', label: 'All work of an organization' },
              { value: 'task', label: 'A task' },
            ]}
            {...form.getInputProps('kind')}
          />
          <KeyField kind={form.values.kind} input={form.getInputProps('key')} />
          <TextInput
            label="Reason"
            description="For the other operators."
            maxLength={200}
            w="100%"
            {...form.getInputProps('reason')}
          />
          <Button type="submit" variant="default" loading={pause.isBusy}>
            Pause it
          </Button>
        </Stack>
      </form>
    </Paper>
  );
};

const KeyField = ({ kind, input }: { readonly kind: Pause['kind']; readonly input: object }) => {
  const { data } = api.useQuery('get', '/v1/providers', {}, { staleTime: Infinity });
  if (kind === 'provider' && data !== undefined) {
    const choices = data.data.map(({ key, name }) => ({ value: key, label: name }));
    return (
      <NativeSelect
        label="Provider"
        data={[{ value: '', label: 'Choose one' }, ...choices]}
        required
        {...input}
      />
    );
  }
  return (
    <TextInput label={kind === 'task' ? 'Name of the task' : 'Id of the organization'} required {...input} />
  );
};
