import { Box, SegmentedControl, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Schemas } from '../../../../src/client/index.js';
import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { RecordName } from '../../syncing/index.js';
import { byPage, Empty, Rows, Status } from '../../ui/index.js';
import { LinkConflict } from './link-conflict.js';

type MirrorLink = Schemas['MirrorLink'];
type State = MirrorLink['state'];

export interface LinksProps {
  readonly mirror: Schemas['Mirror'];
  readonly names: readonly [a: string, b: string];
}

const states = [
  { value: 'all', label: 'All' },
  { value: 'conflict', label: 'Conflicts' },
  { value: 'problem', label: 'Problems' },
  { value: 'deletion', label: 'Deletions' },
  { value: 'alone', label: 'Alone' },
] as const;

type Choice = (typeof states)[number]['value'];

const path = '/v1/organizations/{organizationId}/mirrors/{mirrorId}/links' as const;

const useLinkPages = (mirrorId: string, state: Choice) => {
  const { id: organizationId } = useOrganization();
  const query = { limit: 50, ...(state === 'all' ? {} : { state }) };
  return api.useInfiniteQuery('get', path, { params: { path: { organizationId, mirrorId }, query } }, byPage);
};

const Side = ({ id, name }: { readonly id: string | null; readonly name: string }) =>
  id === null ? (
    <Text size="sm">not in “{name}”</Text>
  ) : (
    <Text size="sm">
      <RecordName id={id} />{' '}
      <Text span c="dimmed" inherit>
        in “{name}”
      </Text>
    </Text>
  );

const tones: Readonly<Record<State, 'good' | 'warning' | 'bad' | 'quiet'>> = {
  pair: 'good',
  alone: 'quiet',
  conflict: 'warning',
  deletion: 'warning',
  problem: 'bad',
  detached: 'quiet',
};

const Row = ({ link, mirror, names: [a, b] }: { readonly link: MirrorLink } & LinksProps) => (
  <div className="row" style={{ flexWrap: 'wrap' }}>
    <Box flex="1 1 240px">
      <Side id={link.recordAId} name={a} />
      <Side id={link.recordBId} name={b} />
      {link.problem !== null && <Text size="sm">{link.problem.detail}</Text>}
      {link.deletion !== null && (
        <Text size="sm">Waits to be deleted in “{link.deletion === 'a' ? a : b}”.</Text>
      )}
    </Box>
    <Status of={link.state} tone={tones[link.state]} />
    {link.conflict !== null && (
      <Box flex="1 0 100%">
        <LinkConflict link={link} conflict={link.conflict} mirrorId={mirror.id} names={[a, b]} />
      </Box>
    )}
  </div>
);

/** Which record stands for which, and what hinders it. */
export const Links = (props: LinksProps) => {
  const { mirror } = props;
  const [state, setState] = useState<Choice>(mirror.counts.conflicts > 0 ? 'conflict' : 'all');
  return (
    <Stack gap="sm">
      <Box style={{ overflowX: 'auto' }}>
        <SegmentedControl
          aria-label="Which records"
          size="xs"
          data={[...states]}
          value={state}
          onChange={value => {
            setState(states.find(one => one.value === value)?.value ?? 'all');
          }}
        />
      </Box>
      <Rows
        label="Records of both sides"
        of={useLinkPages(mirror.id, state)}
        keyOf={({ id }) => id}
        height={64}
        row={link => <Row link={link} {...props} />}
        empty={
          <Empty title={state === 'all' ? 'Nothing is joined yet' : 'None'}>
            {state === 'all'
              ? 'Records appear here once both syncs have finished a run.'
              : 'Nothing of this kind waits for anybody.'}
          </Empty>
        }
      />
    </Stack>
  );
};
