import { Button, Group, NumberInput, Select } from '@mantine/core';
import { useState } from 'react';
import { ProblemAlert } from '../../ui/index.js';
import { Part, type PartProps } from './part.js';
import { useLever } from './use-sandbox.js';

const errors = [
  { value: '429', label: '429, too many requests' },
  { value: '500', label: '500, an error there' },
  { value: '503', label: '503, out of service' },
];

const mostRequests = 100;

/** What goes wrong at real vendors sooner or later. */
export const Troubles = ({ sandbox, onDone }: PartProps) => {
  const { run, error, isBusy } = useLever(sandbox, onDone);
  return (
    <Part
      title="Break something"
      hint="What happens at real vendors sooner or later; the hub has to come through it."
    >
      {error !== null && <ProblemAlert error={error} />}
      <Faults
        isBusy={isBusy}
        onFail={(status, times) => {
          run({ lever: 'fail', status, times, retryAfterSeconds: 5 });
        }}
      />
      {sandbox.faultsAhead > 0 && (
        <Pull
          name="Answer as usual again"
          isBusy={isBusy}
          onPull={() => {
            run({ lever: 'recover' });
          }}
        />
      )}
      {sandbox.levers.includes('expire_cursors') && (
        <Pull
          name="Expire the cursors"
          isBusy={isBusy}
          onPull={() => {
            run({ lever: 'expire_cursors' });
          }}
        />
      )}
    </Part>
  );
};

interface FaultsProps {
  readonly isBusy: boolean;
  readonly onFail: (status: 429 | 500 | 503, times: number) => void;
}

const Faults = ({ isBusy, onFail }: FaultsProps) => {
  const [status, setStatus] = useState('429');
  const [times, setTimes] = useState(5);
  return (
    <Group align="flex-end">
      <Select
        label="Answer with"
        allowDeselect={false}
        data={errors}
        value={status}
        onChange={value => {
          setStatus(value ?? status);
        }}
      />
      <NumberInput
        label="How many requests"
        min={1}
        max={mostRequests}
        w={150}
        value={times}
        onChange={value => {
          setTimes(Number(value) || 1);
        }}
      />
      <Button
        variant="default"
        loading={isBusy}
        onClick={() => {
          onFail(Number(status) as 429 | 500 | 503, times);
        }}
      >
        Answer so
      </Button>
    </Group>
  );
};

interface PullProps {
  readonly name: string;
  readonly isBusy: boolean;
  readonly onPull: () => void;
}

const Pull = ({ name, isBusy, onPull }: PullProps) => (
  <Button variant="default" w="fit-content" loading={isBusy} onClick={onPull}>
    {name}
  </Button>
);
