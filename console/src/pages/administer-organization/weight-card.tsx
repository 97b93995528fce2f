import { Button, NumberInput, Paper, Stack, Text, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { api, client } from '../../api/client.js';
import { Answer, ProblemAlert, say, useDeed } from '../../ui/index.js';

const path = '/admin/v1/organizations/{id}/weight';

/** How its work stands beside that of the others. */
export const WeightCard = ({ organizationId }: { readonly organizationId: string }) => {
  const params = { path: { id: organizationId } };
  return (
    <Paper withBorder p="lg">
      <Stack>
        <Title order={2}>Share of the work</Title>
        <Text>
          When there is more to do than can be done at once, organizations take turns. One with a weight of 3
          gets three pieces of work done for each one of the others.
        </Text>
        <Answer of={api.useQuery('get', path, { params })} lines={1}>
          {({ weight }) => <WeightForm key={weight} organizationId={organizationId} weight={weight} />}
        </Answer>
      </Stack>
    </Paper>
  );
};

interface WeightFormProps {
  readonly organizationId: string;
  readonly weight: number;
}

const WeightForm = ({ organizationId, weight }: WeightFormProps) => {
  const queries = useQueryClient();
  const form = useForm({ mode: 'uncontrolled', initialValues: { weight } });
  const weigh = useDeed(async (body: { weight: number }) => {
    await client.PUT(path, { params: { path: { id: organizationId } }, body });
    await queries.invalidateQueries({ queryKey: ['get', path] });
    say('The weight is changed.');
  }, form);
  return (
    <form onSubmit={form.onSubmit(weigh.run)}>
      <Stack align="flex-start">
        {weigh.error !== null && <ProblemAlert error={weigh.error} />}
        <NumberInput
          label="Weight"
          description="1 to 100; 1 is usual."
          min={1}
          max={100}
          allowDecimal={false}
          required
          {...form.getInputProps('weight')}
        />
        <Button type="submit" variant="default" loading={weigh.isBusy}>
          Set the weight
        </Button>
      </Stack>
    </form>
  );
};
