import { Button, Group, Stack, Text } from '@mantine/core';
import { Secret } from './secret.js';

export interface RecoveryCodesProps {
  readonly codes: readonly string[];
  readonly onKept: () => void;
}

const fileOf = (codes: readonly string[]): string =>
  `data:text/plain;charset=utf-8,${encodeURIComponent(`Recovery codes of Causeway\n\n${codes.join('\n')}\n`)}`;

/** The way in without the phone. */
export const RecoveryCodes = ({ codes, onKept }: RecoveryCodesProps) => (
  <Stack>
    <Secret title="Your recovery codes, shown this once" value={codes.join('\n')}>
      Each one works once in place of a code of your authenticator. Print them or keep them in a password
      manager, not on the same phone.
    </Secret>
    <Text size="sm" c="dimmed">
      Without phone and codes only an operator of this hub can let you in again.
    </Text>
    <Group>
      <Button onClick={onKept}>I have kept them</Button>
      <Button component="a" variant="default" href={fileOf(codes)} download="causeway-recovery-codes.txt">
        Save as a file
      </Button>
    </Group>
  </Stack>
);
