import { Accordion, Badge, Group, Text } from '@mantine/core';
import type { Schemas } from '../../../src/client/index.js';
import { Changes } from './changes.js';
import { figure } from './words.js';

export interface Tally<S> {
  readonly title: string;
  readonly count: number;
  readonly samples: readonly S[];
}

export interface SamplesProps<S> {
  readonly tallies: readonly Tally<S>[];
  readonly columns: readonly [string, string];
  readonly rowsOf: (sample: S) => readonly (readonly [string, unknown, unknown])[];
}

interface Named {
  readonly label: string | null;
  readonly remoteId: string | null;
  readonly recordId: string | null;
}

const nameOf = ({ label, remoteId, recordId }: Named): string =>
  label ?? remoteId ?? recordId ?? 'Without a name';

/** Counts that open to show some of what they count, field by field. Nothing is left out but zeros. */
export const Samples = <S extends Named>({ tallies, columns, rowsOf }: SamplesProps<S>) => (
  <Accordion variant="contained" multiple order={4}>
    {tallies
      .filter(({ count }) => count > 0)
      .map(({ title, count, samples }) => (
        <Accordion.Item key={title} value={title}>
          <Accordion.Control>
            <Group gap="sm">
              <Text span inherit>
                {title}
              </Text>
              <Badge variant="default" tt="none">
                {figure(count)}
              </Badge>
            </Group>
          </Accordion.Control>
          <Accordion.Panel>
            {samples.map((sample, index) => (
              <details key={`${sample.recordId ?? sample.remoteId ?? ''}${String(index)}`}>
                <summary>{nameOf(sample)}</summary>
                <Changes label={nameOf(sample)} columns={columns} rows={rowsOf(sample)} />
              </details>
            ))}
            {count > samples.length && (
              <Text size="sm" c="dimmed">
                and {figure(count - samples.length)} more
              </Text>
            )}
          </Accordion.Panel>
        </Accordion.Item>
      ))}
  </Accordion>
);

export const changeRows = ({ fields }: Schemas['RehearsalSample']) =>
  Object.entries(fields).map(([field, { before, after }]) => [field, before, after] as const);

export const clashRows = ({ fields }: Schemas['RehearsalClash']) =>
  Object.entries(fields).map(([field, { local, remote }]) => [field, local, remote] as const);
