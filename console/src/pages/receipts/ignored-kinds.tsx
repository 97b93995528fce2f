import { Button, Group, Modal, Paper, Select, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '../../../../src/client/index.js';
import { api, client } from '../../api/client.js';
import { useMay, useOrganization } from '../../api/organization.js';
import { ConnectionLink, useConnections } from '../../known/index.js';
import { Answer, ask, complain, Empty, ProblemAlert, say, useDeed, When } from '../../ui/index.js';

type Filter = Schemas['ReceiptFilter'];
const path = '/v1/organizations/{organizationId}/receipts/filters';

const useRefresh = () => {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] === path });
};

/** Kinds of events that are stored but not acted upon. */
export const IgnoredKinds = () => {
  const { id: organizationId } = useOrganization();
  const [isAdding, adding] = useDisclosure();
  const mayChange = useMay('admin');
  const filters = api.useQuery('get', path, { params: { path: { organizationId }, query: { limit: 200 } } });
  const add = mayChange && <Button onClick={adding.open}>Ignore a kind</Button>;
  return (
    <>
      <Answer of={filters}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty title="Every kind is acted upon" action={add}>
              If a provider tells of much that nobody here needs, ignore that kind of event. It is still
              received and shown, and nothing follows from it.
            </Empty>
          ) : (
            <Stack>
              <Group>{add}</Group>
              {data.map(filter => (
                <Ignored key={filter.id} filter={filter} mayChange={mayChange} />
              ))}
            </Stack>
          )
        }
      </Answer>
      <Modal opened={isAdding} onClose={adding.close} title="Ignore a kind of event">
        <AddFilter onDone={adding.close} />
      </Modal>
    </>
  );
};

const again = ({ eventType }: Filter) => ({
  title: 'Act upon it again?',
  text: `Webhooks of the kind ${eventType} are acted upon again. Those received meanwhile stay as they are; you may process them again.`,
  yes: 'Act upon it',
});

const Ignored = ({ filter, mayChange }: { readonly filter: Filter; readonly mayChange: boolean }) => {
  const { id: organizationId } = useOrganization();
  const refresh = useRefresh();
  const remove = async () => {
    if (!(await ask(again(filter)))) return;
    try {
      await client.DELETE('/v1/organizations/{organizationId}/receipts/filters/{id}', {
        params: { path: { organizationId, id: filter.id } },
      });
      await refresh();
    } catch (error) {
      complain(error);
    }
  };
  return (
    <Paper withBorder p="sm">
      <Group justify="space-between">
        <Text>
          <b>{filter.eventType}</b> of{' '}
          {filter.connectionId === null ? (
            'a whole provider set-up'
          ) : (
            <ConnectionLink id={filter.connectionId} />
          )}
          , since <When at={filter.createdAt} />
        </Text>
        {mayChange && (
          <Button
            size="xs"
            variant="default"
            onClick={() => void remove()}
            aria-label={`Act upon it again: ${filter.eventType}`}
          >
            Act upon it again
          </Button>
        )}
      </Group>
    </Paper>
  );
};

const AddFilter = ({ onDone }: { readonly onDone: () => void }) => {
  const { id: organizationId } = useOrganization();
  const refresh = useRefresh();
  const connections = useConnections().data?.data ?? [];
  const form = useForm({ initialValues: { eventType: '', connectionId: '' } });
  const deed = useDeed(async (body: { eventType: string; connectionId: string }) => {
    await client.POST(path, { params: { path: { organizationId } }, body });
    say('Ignored from now on.');
    await refresh();
    onDone();
  }, form);
  return (
    <form onSubmit={form.onSubmit(deed.run)}>
      <Stack>
        <Select
          label="Connection"
          required
          searchable
          data={connections.map(({ id, account, provider }) => ({
            value: id,
            label: `${account.name} at ${provider}`,
          }))}
          {...form.getInputProps('connectionId')}
        />
        <TextInput
          label="Kind of event"
          description="The provider’s own name, or its beginning followed by *: item:*"
          required
          {...form.getInputProps('eventType')}
        />
        {deed.error !== null && <ProblemAlert error={deed.error} />}
        <Button type="submit" loading={deed.isBusy}>
          Ignore
        </Button>
      </Stack>
    </form>
  );
};
