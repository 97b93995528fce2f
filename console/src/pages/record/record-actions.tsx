import { Button, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '../../../../src/client/index.js';
import { api } from '../../api/client.js';
import { useMay, useOrganization } from '../../api/organization.js';
import { type Fields, RecordForm, titleOf } from '../../fields/index.js';
import { useSyncs } from '../../known/index.js';
import { ask, complain, say } from '../../ui/index.js';
import { saveRecord } from './save-record.js';
import { useGuarded } from './use-guarded.js';

const path = '/v1/organizations/{organizationId}/records/{id}';

const useRefresh = (id: string) => {
  const queries = useQueryClient();
  const isAbout = (key: readonly unknown[]) =>
    typeof key[1] === 'string' && /\/records\/|\/conflicts/.test(key[1]);
  return () =>
    queries.invalidateQueries({ predicate: ({ queryKey }) => isAbout(queryKey) || queryKey.includes(id) });
};

const useRemoval = (record: Schemas['Record']) => {
  const { id: organizationId } = useOrganization();
  const refresh = useRefresh(record.id);
  const params = { params: { path: { organizationId, id: record.id } } };
  const remove = api.useMutation('delete', path, {
    onError: complain,
    onSuccess: async () => {
      say('Deleted. The provider is told with the next run.');
      await refresh();
    },
  });
  const askAndRemove = async () => {
    const text = `“${titleOf(record.fields)}” is deleted here and at the provider. Undoing the run that carries it out brings it back, as far as the provider allows.`;
    if (await ask({ title: 'Delete this record?', text, yes: 'Delete', isDangerous: true }))
      remove.mutate(params);
  };
  return { askAndRemove, isPending: remove.isPending };
};

/** Change and delete; what only reads from its provider can be neither. */
export const RecordActions = ({ record }: { readonly record: Schemas['Record'] }) => {
  const { id: organizationId } = useOrganization();
  const [isEditing, editing] = useDisclosure();
  const guarded = useGuarded(record);
  const refresh = useRefresh(record.id);
  const mayWrite = useMay('member');
  const sync = useSyncs().data?.data.find(({ id }) => id === record.syncId);
  const removal = useRemoval(record);
  const save = async (changed: Fields) => {
    await saveRecord(organizationId, record, changed);
    editing.close();
    say('Saved. It goes out with the next run, which starts now.');
    await refresh();
  };
  if (!mayWrite || sync?.direction === 'pull') return null;
  return (
    <>
      <Button onClick={editing.open}>Edit</Button>
      <Button
        variant="default"
        c="var(--mantine-color-error)"
        loading={removal.isPending}
        onClick={() => void removal.askAndRemove()}
      >
        Delete
      </Button>
      <Modal opened={isEditing} onClose={editing.close} title="Edit the record" size="lg">
        <RecordForm
          model={record.model}
          fields={record.fields}
          guarded={guarded}
          submit="Save"
          onSubmit={save}
          onCancel={editing.close}
        />
      </Modal>
    </>
  );
};
