import { Button, Group, NumberInput, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { ProblemAlert } from '../../ui/index.js';
import { type Inbox, useAnswers } from './use-inbox.js';

const choices = [
  { value: '500', label: '500: it is tried again' },
  { value: '410', label: '410: the endpoint is switched off' },
];

const mostDeliveries = 100;

/** How the receiver answers: as usual with 204, or the next deliveries with an error. */
export const ReceiverAnswers = ({ answers }: Pick<Inbox, 'answers'>) => {
  const { run, error, isBusy } = useAnswers();
  return (
    <Stack gap="xs">
      {error !== null && <ProblemAlert error={error} />}
      {answers === null ? (
        <Choice
          isBusy={isBusy}
          onChoose={(status, times) => {
            run({ status, times });
          }}
        />
      ) : (
        <Group>
          <Text size="sm">
            {answers.times === 1
              ? `The next delivery is answered with ${answers.status}.`
              : `The next ${answers.times} deliveries are answered with ${answers.status}.`}
          </Text>
          <Button
            variant="default"
            size="xs"
            loading={isBusy}
            onClick={() => {
              run({ status: 204, times: 1 });
            }}
          >
            Answer with 204 again
          </Button>
        </Group>
      )}
    </Stack>
  );
};

interface ChoiceProps {
  readonly isBusy: boolean;
  readonly onChoose: (status: 410 | 500, times: number) => void;
}

const Choice = ({ isBusy, onChoose }: ChoiceProps) => {
  const [status, setStatus] = useState('500');
  const [times, setTimes] = useState(1);
  return (
    <Group align="flex-end">
      <Select
        label="Let it answer with"
        allowDeselect={false}
        w={260}
        data={choices}
        value={status}
        onChange={value => {
          setStatus(value ?? status);
        }}
      />
      <NumberInput
        label="How many deliveries"
        min={1}
        max={mostDeliveries}
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
          onChoose(Number(status) as 410 | 500, times);
        }}
      >
        Answer the next so
      </Button>
    </Group>
  );
};
