import { Button, Group, List, Progress, Radio, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Schemas } from '../../../../src/client/index.js';
import { client } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { PageLink, shortId } from '../../known/index.js';
import { ProblemAlert, useDeed } from '../../ui/index.js';
import type { ConflictsQuery } from './conflict-filter-bar.js';

type Side = 'local' | 'remote' | 'base';
type Decided = Schemas['ResolvedConflicts']['data'];

export interface ResolveManyProps {
  /** Empty: all that fit the filter. */
  readonly ids: readonly string[];
  readonly filter: ConflictsQuery;
  readonly onClose: () => void;
}

const sides: readonly { readonly value: Side; readonly label: string; readonly description: string }[] = [
  { value: 'local', label: 'Ours', description: 'What was written here goes to the provider.' },
  { value: 'remote', label: 'Theirs', description: 'What the provider has is taken over here.' },
  { value: 'base', label: 'As it was before', description: 'Both changes are taken back, on both sides.' },
];

const mostAtOnce = 200;

const useResolveMany = ({ ids, filter }: ResolveManyProps) => {
  const { id: organizationId } = useOrganization();
  const [decided, setDecided] = useState<Decided | null>(null);
  const queries = useQueryClient();
  const send = async (body: Schemas['ResolveConflicts']) => {
    const { data } = await client.POST('/v1/organizations/{organizationId}/conflicts/resolve', {
      params: { path: { organizationId } },
      body,
    });
    if (data === undefined) throw new Error('The hub answered nothing.');
    return data;
  };
  const { status: _status, ...narrow } = filter;
  const deed = useDeed(async (side: Side) => {
    const all: Decided = [];
    for (let from = 0; from < ids.length; from += mostAtOnce) {
      all.push(...(await send({ ids: ids.slice(from, from + mostAtOnce), side })).data);
      setDecided([...all]);
    }
    let hasMore = ids.length === 0;
    while (hasMore) {
      const answer = await send({ filter: narrow, side });
      all.push(...answer.data);
      setDecided([...all]);
      // What is refused stays open and would be answered again and again.
      hasMore = answer.hasMore && answer.data.some(({ status }) => status === 'resolved');
    }
    await queries.invalidateQueries({
      predicate: ({ queryKey }) => String(queryKey[1]).includes('/conflicts'),
    });
  });
  return { ...deed, decided };
};

/** One policy for many; each is decided on its own. */
export const ResolveMany = (props: ResolveManyProps) => {
  const { ids, onClose } = props;
  const [side, setSide] = useState<Side>('remote');
  const work = useResolveMany(props);
  const isDone = work.decided !== null && !work.isBusy;
  if (isDone) return <Outcome decided={work.decided ?? []} onClose={onClose} />;
  return (
    <Stack>
      <Text>
        {ids.length > 0
          ? `${ids.length} selected conflicts are`
          : 'All open conflicts that fit the filters are'}{' '}
        decided the same way, for every field that clashes. What is not chosen stays readable in the history.
      </Text>
      <Radio.Group label="Whose values are kept" value={side} onChange={setSide}>
        <Stack gap="xs" mt="xs">
          {sides.map(choice => (
            <Radio key={choice.value} {...choice} />
          ))}
        </Stack>
      </Radio.Group>
      {work.error !== null && <ProblemAlert error={work.error} />}
      {work.isBusy && <Progress value={100} animated aria-label="Deciding" />}
      <Group>
        <Button onClick={() => work.run(side)} loading={work.isBusy} data-autofocus>
          Decide
        </Button>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
      </Group>
    </Stack>
  );
};

const Outcome = ({ decided, onClose }: { readonly decided: Decided; readonly onClose: () => void }) => {
  const refused = decided.filter(({ status }) => status === 'refused');
  return (
    <Stack role="status">
      <Text>
        {decided.length - refused.length} decided; what was chosen goes out with the runs that start now.
        {refused.length > 0 && ` ${refused.length} could not be decided:`}
      </Text>
      {refused.length > 0 && (
        <List size="sm">
          {refused.map(({ id, detail }) => (
            <List.Item key={id}>
              <PageLink to={`conflicts/${id}`}>Conflict {shortId(id)}</PageLink>: {detail}
            </List.Item>
          ))}
        </List>
      )}
      <Group>
        <Button onClick={onClose}>Close</Button>
      </Group>
    </Stack>
  );
};
