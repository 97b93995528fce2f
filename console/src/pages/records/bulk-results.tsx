import { Button, Group, List, Modal, Stack, Text } from '@mantine/core';
import { PageLink, shortId } from '../../known/index.js';
import type { BulkOutcome, BulkResult } from './bulk.js';

export interface BulkResultsProps {
  readonly outcome: BulkOutcome | null;
  readonly onClose: () => void;
}

/** What came of it, for each that was refused with its reason. */
export const BulkResults = ({ outcome, onClose }: BulkResultsProps) => (
  <Modal opened={outcome !== null} onClose={onClose} title="What came of it" size="lg">
    {outcome && (
      <Stack>
        <Text>
          {outcome.counts.accepted} on their way to the provider, {outcome.counts.unchanged} were like that
          already, {outcome.counts.refused} refused.
        </Text>
        {outcome.refused.length > 0 && (
          <List size="sm" spacing="xs">
            {outcome.refused.map((result, index) => (
              <List.Item key={result.id ?? index}>
                <Refusal result={result} />
              </List.Item>
            ))}
          </List>
        )}
        {outcome.counts.refused > outcome.refused.length && (
          <Text size="sm" c="dimmed">
            Only the first {outcome.refused.length} refused ones are listed.
          </Text>
        )}
        <Group>
          <Button onClick={onClose}>Close</Button>
        </Group>
      </Stack>
    )}
  </Modal>
);

const Refusal = ({ result: { id, problem } }: { readonly result: BulkResult }) => (
  <>
    {id !== null && <PageLink to={`records/${id}`}>Record {shortId(id)}</PageLink>}: {problem?.detail}
    {(problem?.errors ?? []).map(({ path, detail }) => ` ${path}: ${detail}`).join('')}
  </>
);
