import { Anchor, Button, Table } from '@mantine/core';
import { Link } from 'react-router';
import type { Schemas } from '../../../../src/client/index.js';
import { Headings, WideTable } from '../../ui/index.js';
import { Status, type Tone } from '../../ui/status.js';
import { ageInWords } from './age.js';
import { usePauses } from './use-pauses.js';

type Queue = Schemas['Queue'];

const headings = [
  'Task',
  'State',
  'Waiting',
  'Running',
  'Later',
  'Failing',
  'Given up',
  'Oldest',
  'Last minute',
  'Action',
];

const stateOf = ({ paused, dead, failing, running }: Queue): readonly [string, Tone] => {
  if (paused) return ['paused', 'warning'];
  if ((dead ?? 0) > 0) return ['given up', 'bad'];
  if (failing > 0) return ['failing', 'warning'];
  return running > 0 ? ['running', 'busy'] : ['well', 'good'];
};

export const QueueTable = ({ queues }: { readonly queues: readonly Queue[] }) => (
  <WideTable minWidth={860} label="Queues" verticalSpacing="xs" highlightOnHover>
    <Table.Caption>Figures of this moment; “Last minute” counts runs and, of these, failures.</Table.Caption>
    <Headings of={headings} />
    <Table.Tbody>
      {queues.map(queue => (
        <QueueRow key={queue.task} queue={queue} />
      ))}
    </Table.Tbody>
  </WideTable>
);

const QueueRow = ({ queue }: { readonly queue: Queue }) => {
  const [state, tone] = stateOf(queue);
  return (
    <Table.Tr>
      <Table.Th scope="row">
        <Anchor component={Link} to={`?task=${encodeURIComponent(queue.task)}`} fw={500} preventScrollReset>
          {queue.task}
        </Anchor>
      </Table.Th>
      <Table.Td>
        <Status of={state} tone={tone} />
      </Table.Td>
      <Table.Td>{queue.waiting}</Table.Td>
      <Table.Td>{queue.running}</Table.Td>
      <Table.Td>{queue.delayed}</Table.Td>
      <Table.Td>{queue.failing}</Table.Td>
      <Table.Td>{queue.dead ?? '–'}</Table.Td>
      <Table.Td>{ageInWords(queue.oldestSeconds)}</Table.Td>
      <Table.Td>
        {queue.lastMinute.runs} / {queue.lastMinute.failures}
      </Table.Td>
      <Table.Td>
        <PauseButton queue={queue} />
      </Table.Td>
    </Table.Tr>
  );
};

const PauseButton = ({ queue }: { readonly queue: Queue }) => {
  const { pause, resume } = usePauses();
  const target = { kind: 'task', key: queue.task } as const;
  return (
    <Button
      size="compact-sm"
      variant="default"
      aria-label={`${queue.paused ? 'Resume' : 'Pause'} ${queue.task}`}
      onClick={() => (queue.paused ? resume(target) : pause(target))}
    >
      {queue.paused ? 'Resume' : 'Pause'}
    </Button>
  );
};
