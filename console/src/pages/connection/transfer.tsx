import { Button, Modal, Select, Text, TextInput } from '@mantine/core';
import { DeedForm } from '../../connecting/deed-form.js';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { client } from '../../api/client.js';
import { useMay, useOrganization } from '../../api/organization.js';
import type { Connection } from '../../connecting/providers.js';
import { useMembers } from '../../known/index.js';
import { say, useDeed } from '../../ui/index.js';

/** Says whose connection it is from now on; account, syncs and data stay. */
export const Transfer = ({ connection }: { readonly connection: Connection }) => {
  const [isOpen, { open, close }] = useDisclosure(false);
  if (!useMay('admin')) return null;
  return (
    <>
      <Button variant="default" onClick={open}>
        Transfer
      </Button>
      <Modal opened={isOpen} onClose={close} title="Whose connection is it?">
        <TransferForm connection={connection} onDone={close} />
      </Modal>
    </>
  );
};

interface TransferFormProps {
  readonly connection: Connection;
  readonly onDone: () => void;
}

const route = '/v1/organizations/{organizationId}/connections/{id}/transfer';

interface Values {
  readonly memberId: string | null;
  readonly endUserId: string;
}

const useTransfer = ({ connection, onDone }: TransferFormProps, form: UseFormReturnType<Values>) => {
  const { id } = useOrganization();
  const queries = useQueryClient();
  return useDeed(async () => {
    const { memberId, endUserId } = form.getValues();
    const body = { memberId, endUserId: endUserId.trim() === '' ? null : endUserId.trim() };
    await client.POST(route, { params: { path: { organizationId: id, id: connection.id } }, body });
    say('Transferred.');
    onDone();
    await queries.invalidateQueries({
      predicate: ({ queryKey }) => String(queryKey[1]).includes('/connections'),
    });
  }, form);
};

const TransferForm = (props: TransferFormProps) => {
  const { memberId, endUserId } = props.connection;
  const members = useMembers().data?.data ?? [];
  const form = useForm<Values>({ initialValues: { memberId, endUserId: endUserId ?? '' } });
  const { run, error, isBusy } = useTransfer(props, form);
  return (
    <DeedForm onSubmit={form.onSubmit(run)} {...{ error, isBusy }} button="Transfer">
      <Text size="sm">
        The account at the vendor, its authorization, its syncs and their data stay. Only who it belongs to
        changes.
      </Text>
      <Select
        label="Member"
        placeholder="Nobody"
        clearable
        data={members.map(member => ({ value: member.id, label: member.name }))}
        {...form.getInputProps('memberId')}
      />
      <TextInput
        label="Your id of the person"
        description="Of an end user of your product. Empty: nobody."
        {...form.getInputProps('endUserId')}
      />
    </DeedForm>
  );
};
