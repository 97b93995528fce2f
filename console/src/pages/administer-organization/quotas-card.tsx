import { Button, NumberInput, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '../../../../src/client/index.js';
import { api, client } from '../../api/client.js';
import { Answer, ProblemAlert, say, useDeed } from '../../ui/index.js';

type Quotas = Schemas['Quotas'];
const path = '/admin/v1/organizations/{id}/quotas';

const kinds = [
  ['connections', 'Connections', 'Disconnected ones do not count.'],
  ['syncs', 'Syncs', ''],
  ['records', 'Records', 'Deleted ones do not count.'],
] as const;

/** How much it may use. What is there already stays; only what would be added is refused. */
export const QuotasCard = ({ organizationId }: { readonly organizationId: string }) => {
  const params = { path: { id: organizationId } };
  return (
    <Paper withBorder p="lg">
      <Stack>
        <Title order={2}>Limits</Title>
        <Text>
          Empty is no limit. Nothing is deleted when a limit is below what is used; nothing more is let in.
        </Text>
        <Answer of={api.useQuery('get', path, { params })} lines={2}>
          {quotas => <QuotasForm key={quotas.updatedAt} organizationId={organizationId} quotas={quotas} />}
        </Answer>
      </Stack>
    </Paper>
  );
};

type Wish = Record<(typeof kinds)[number][0], number | string>;

const wishOf = ({ connections, syncs, records }: Quotas): Wish => ({
  connections: connections.limit ?? '',
  syncs: syncs.limit ?? '',
  records: records.limit ?? '',
});

const orNull = (value: number | string): number | null => (value === '' ? null : Number(value));

interface QuotasFormProps {
  readonly organizationId: string;
  readonly quotas: Quotas;
}

const QuotasForm = ({ organizationId, quotas }: QuotasFormProps) => {
  const queries = useQueryClient();
  const form = useForm<Wish>({ mode: 'uncontrolled', initialValues: wishOf(quotas) });
  const limit = useDeed(async ({ connections, syncs, records }: Wish) => {
    const body = { connections: orNull(connections), syncs: orNull(syncs), records: orNull(records) };
    await client.PUT(path, { params: { path: { id: organizationId } }, body });
    await queries.invalidateQueries({ queryKey: ['get', path] });
    say('The limits are set.');
  }, form);
  return (
    <form onSubmit={form.onSubmit(limit.run)}>
      <Stack align="flex-start">
        {limit.error !== null && <ProblemAlert error={limit.error} />}
        <SimpleGrid cols={{ base: 1, sm: 3 }} w="100%">
          {kinds.map(([kind, label, note]) => (
            <NumberInput
              key={kind}
              label={label}
              description={`${quotas[kind].used.toLocaleString()} used. ${note}`}
              placeholder="No limit"
              min={0}
              max={1_000_000_000}
              allowDecimal={false}
              thousandSeparator=" "
              {...form.getInputProps(kind)}
            />
          ))}
        </SimpleGrid>
        <Button type="submit" variant="default" loading={limit.isBusy}>
          Set the limits
        </Button>
      </Stack>
    </form>
  );
};
