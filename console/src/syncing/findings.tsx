import { Alert, List, Stack, Text, Title } from '@mantine/core';
import type { Schemas } from '../../../src/client/index.js';
import { changeRows, clashRows, Samples } from './samples.js';
import { countOf, fieldWords, figure, plural, policies } from './words.js';

type Found = Schemas['DryRunFindings'];

const total = (tallies: Readonly<Record<string, { readonly count: number }>>): number =>
  Object.values(tallies).reduce((sum, { count }) => sum + count, 0);

const sentence = ({ create, update, delete: gone }: Omit<Found['provider'], never>): string =>
  `create ${figure(create.count)}, change ${figure(update.count)}, delete ${figure(gone.count)}`;

/** One line that says all: what would happen here and in the account. */
export const FindingsSentence = ({ found }: { readonly found: Found }) => {
  const { hub, provider } = found;
  if (total(hub) + total(provider) === 0) return <Text>It would change nothing on either side.</Text>;
  const restored = hub.restore.count > 0 ? `, bring back ${figure(hub.restore.count)}` : '';
  return (
    <Text>
      It would {sentence(hub)}
      {restored} <b>here</b>, and {sentence(provider)} <b>in the account</b>.
    </Text>
  );
};

const Held = ({ held, model }: { readonly held: Found['held']; readonly model: string }) =>
  held.map(({ flow, deletions, total: all }) => (
    <Alert key={flow} color="orange" title="It would stop and ask">
      It would delete {figure(deletions)} of {countOf(all, model)}{' '}
      {flow === 'incoming' ? 'here' : 'in the account'}. That is more than passes without a person. The counts
      are as if somebody had agreed.
    </Alert>
  ));

const policyWords = (policy: string): string =>
  policies.find(({ value }) => value === policy)?.label.toLowerCase() ?? policy;

const Conflicts = ({ conflicts }: Pick<Found, 'conflicts'>) => {
  const { opened, closed, decided, samples } = conflicts;
  const count = Object.values(decided).reduce((sum, some) => sum + some, 0);
  if (opened.count + closed.count + count === 0) return null;
  return (
    <Stack gap="xs">
      <Title order={3}>Edited on both sides</Title>
      <Samples
        tallies={[{ title: 'Would wait for a person', ...opened }]}
        columns={['Here', 'In the account']}
        rowsOf={clashRows}
      />
      {closed.count > 0 && <Text size="sm">{plural(closed.count, 'open conflict')} would be over.</Text>}
      <List size="sm">
        {Object.entries(decided).map(([policy, some]) => (
          <List.Item key={policy}>
            {plural(some, 'field')} decided by: {policyWords(policy)}
          </List.Item>
        ))}
        {samples.map(({ recordId, label, field, winner }) => (
          <List.Item key={recordId + field}>
            {label ?? recordId}, {fieldWords(field).toLowerCase()}:{' '}
            {winner === 'local'
              ? 'the value here wins'
              : winner === 'remote'
                ? 'the account wins'
                : 'nobody wins'}
          </List.Item>
        ))}
      </List>
    </Stack>
  );
};

const sides = ['Before', 'After'] as const;

const Here = ({ hub }: Pick<Found, 'hub'>) => (
  <Stack gap="xs">
    <Title order={3}>Here</Title>
    <Samples
      columns={sides}
      rowsOf={changeRows}
      tallies={[
        { title: 'Would be created', ...hub.create },
        { title: 'Would be changed', ...hub.update },
        { title: 'Would be deleted', ...hub.delete },
        { title: 'Would come back', ...hub.restore },
      ]}
    />
  </Stack>
);

const There = ({ provider }: Pick<Found, 'provider'>) => (
  <Stack gap="xs">
    <Title order={3}>In the account</Title>
    <Samples
      columns={sides}
      rowsOf={changeRows}
      tallies={[
        { title: 'Would be created', ...provider.create },
        { title: 'Would be changed', ...provider.update },
        { title: 'Would be deleted', ...provider.delete },
      ]}
    />
  </Stack>
);

/** What a dry run found out. */
export const Findings = ({ found, model }: { readonly found: Found; readonly model: string }) => {
  const { hub, provider, held, conflicts, uncertain } = found;
  return (
    <Stack gap="md">
      <Held held={held} model={model} />
      {total(hub) > 0 && <Here hub={hub} />}
      {total(provider) > 0 && <There provider={provider} />}
      <Conflicts conflicts={conflicts} />
      {uncertain > 0 && (
        <Text size="sm">
          Of {plural(uncertain, 'creation')} it cannot be said whether the account has it already.
        </Text>
      )}
    </Stack>
  );
};
