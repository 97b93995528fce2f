import { Alert, Button, FileInput, Group, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useOrganization } from '../../api/organization.js';
import { ProblemAlert } from '../../ui/index.js';
import { keepHead, keptHead } from './kept-head.js';
import { canVerify, useVerification } from './use-verification.js';
import { Verdict } from './verdict.js';
import { parseHead } from './verify/verify.js';

interface NotedHeadProps {
  readonly value: string;
  readonly isWrong: boolean;
  readonly onChange: (value: string) => void;
}

const NotedHead = ({ value, isWrong, onChange }: NotedHeadProps) => (
  <Textarea
    label="Head noted earlier"
    description="SEQUENCE:HASH, as a verification gave it. Leave it empty the first time."
    autosize
    spellCheck={false}
    value={value}
    error={isWrong ? 'Write it as SEQUENCE:HASH.' : undefined}
    onChange={event => onChange(event.currentTarget.value)}
    styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
  />
);

const Explanation = () => (
  <Text>
    This browser takes the whole trail and computes every hash itself: any event that was changed, removed,
    added or moved is named. Whoever could rewrite the whole chain could hide it from this check, but not from
    a head that you noted before, somewhere the hub cannot write.
  </Text>
);

/** The hub hands out the chain; this browser computes every hash itself. */
export const VerifyTrail = () => {
  const { id } = useOrganization();
  const [noted, setNoted] = useState(() => keptHead(id));
  const [file, setFile] = useState<File | null>(null);
  const work = useVerification();
  const head = parseHead(noted);
  const isWrong = noted.trim() !== '' && head === null;
  if (!canVerify()) {
    return (
      <Alert color="orange">
        Browsers compute hashes only on pages that come over https. Use the export and the command line.
      </Alert>
    );
  }
  return (
    <Stack maw={720}>
      <Explanation />
      <NotedHead value={noted} isWrong={isWrong} onChange={setNoted} />
      <FileInput
        label="File of an earlier export"
        description="Leave it empty to verify the trail as it is now."
        placeholder="None"
        clearable
        accept=".ndjson"
        value={file}
        onChange={setFile}
      />
      <Group>
        <Button loading={work.isBusy} disabled={isWrong} onClick={() => work.run(head, file)}>
          Verify
        </Button>
        <Text size="sm" role="status">
          {work.isBusy && `${new Intl.NumberFormat().format(work.checked)} events checked`}
        </Text>
      </Group>
      {work.error !== null && <ProblemAlert error={work.error} />}
      {work.result && <Verdict result={work.result} noted={head} onKeep={text => keepHead(id, text)} />}
    </Stack>
  );
};
