import { Button, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '../../../../src/client/index.js';
import { client } from '../../api/client.js';
import { useMay, useOrganization } from '../../api/organization.js';
import { ProblemAlert, say, useDeed } from '../../ui/index.js';
import { AppearanceFields } from './appearance-fields.js';
import { bodyOf, colourProblem, type Wish, wishOf } from './appearance-form.js';
import { ConnectPreview } from './connect-preview.js';

const path = '/v1/organizations/{organizationId}/appearance';

/** What end users see of the organization when they connect an account. */
export const AppearanceCard = ({ appearance }: { readonly appearance: Schemas['Appearance'] }) => {
  const { id: organizationId, name } = useOrganization();
  const queries = useQueryClient();
  const mayChange = useMay('admin');
  const form = useForm<Wish>({ initialValues: wishOf(appearance), validate: { colour: colourProblem } });
  const keep = useDeed(async (wish: Wish) => {
    await client.PUT(path, { params: { path: { organizationId } }, body: bodyOf(wish) });
    await queries.invalidateQueries({ queryKey: ['get', path] });
    say('People see it from now on.');
  }, form);
  return (
    <Paper withBorder p="lg">
      <Stack>
        <Title order={2}>Appearance</Title>
        <Text>
          What people see who connect their account for you: on the page that asks for their consent.
        </Text>
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl">
          <form onSubmit={form.onSubmit(keep.run)}>
            <Stack>
              {keep.error !== null && <ProblemAlert error={keep.error} />}
              <AppearanceFields form={form} organizationName={name} isLocked={!mayChange} />
              {mayChange && (
                <Button type="submit" loading={keep.isBusy} style={{ alignSelf: 'flex-start' }}>
                  Save the appearance
                </Button>
              )}
            </Stack>
          </form>
          <ConnectPreview wish={form.values} name={name} storedLogo={appearance.logoUrl} />
        </SimpleGrid>
      </Stack>
    </Paper>
  );
};
