import { Alert, Button, Code, CopyButton, Group, List, Stack, Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { say } from '../../ui/index.js';
import { breakWords } from './problem-words.js';
import type { Head, Verification } from './verify/verify.js';

const number = new Intl.NumberFormat();

const notProven = (result: Verification, noted: Head | null): string[] => {
  const last = result.last?.sequence ?? 0;
  return [
    ...((result.firstSequence ?? 1) > 1
      ? [`What stood before event ${result.firstSequence ?? 1}: this export begins later.`]
      : []),
    ...(result.coversNoted
      ? []
      : ['That the whole chain was not computed anew: that takes a head noted earlier.']),
    ...(noted === null || noted.sequence < last
      ? [`That no later events were cut off before the export: nothing noted reaches beyond event ${last}.`]
      : []),
    ...(result.withoutPersonal > 0
      ? [`The personal data of ${number.format(result.withoutPersonal)} events: it was erased or left out.`]
      : []),
  ];
};

export interface VerdictProps {
  readonly result: Verification;
  readonly noted: Head | null;
  readonly onKeep: (head: string) => void;
}

/** Says what was shown, and as plainly what was not. */
export const Verdict = ({ result, noted, onKeep }: VerdictProps) => {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), [result]);
  const { problem, events, last } = result;
  return (
    <div ref={box} tabIndex={-1}>
      {problem === null && last ? (
        <Intact result={result} noted={noted} head={`${last.sequence}:${last.hash}`} onKeep={onKeep} />
      ) : (
        <Alert color="red" role="alert" title="The chain is broken">
          <Stack gap="xs">
            <Text>{problem ? breakWords(problem) : 'There is no event in it.'}</Text>
            <Text size="sm">
              {number.format(events)} events before it were checked and found right. What follows a break
              cannot be trusted.{problem && ` It is line ${problem.line} of the export.`}
            </Text>
          </Stack>
        </Alert>
      )}
    </div>
  );
};

const Intact = ({ result, noted, head, onKeep }: VerdictProps & { readonly head: string }) => (
  <Alert color="teal" role="status" title={`Verified ${number.format(result.events)} events`}>
    <Stack gap="xs">
      <Text size="sm">
        They are complete and in order, and none was changed without changing every hash after it.
        {noted !== null &&
          result.coversNoted &&
          ` Up to event ${noted.sequence} the chain is the one whose head you noted.`}
      </Text>
      <Text size="sm">
        Head <Code>{head}</Code>
      </Text>
      <Keep head={head} onKeep={onKeep} />
      <Text size="sm" fw={500}>
        Not shown by this
      </Text>
      <List size="sm">
        {notProven(result, noted).map(words => (
          <List.Item key={words}>{words}</List.Item>
        ))}
      </List>
    </Stack>
  </Alert>
);

const Keep = ({ head, onKeep }: { readonly head: string; readonly onKeep: (head: string) => void }) => (
  <Group gap="xs">
    <CopyButton value={head}>
      {({ copied, copy }) => (
        <Button size="xs" variant="default" onClick={copy}>
          {copied ? 'Copied' : 'Copy the head'}
        </Button>
      )}
    </CopyButton>
    <Button
      size="xs"
      variant="default"
      onClick={() => {
        onKeep(head);
        say('Noted in this browser for the next time.');
      }}
    >
      Note it in this browser
    </Button>
  </Group>
);
