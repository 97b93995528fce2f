import { Alert, Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core';

export interface SecretProps {
  readonly title: string;
  readonly value: string;
  /** What it is for, and that it is shown this once. */
  readonly children: string;
}

/** A key, a link or a secret that nobody can read again. */
export const Secret = ({ title, value, children }: SecretProps) => (
  <Alert color="orange" title={title}>
    <Stack gap="xs">
      <Text size="sm">{children}</Text>
      <Group wrap="nowrap" align="flex-start">
        <Code block style={{ flexGrow: 1, minWidth: 0, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {value}
        </Code>
        <CopyButton value={value}>
          {({ copied, copy }) => (
            <Button size="xs" variant="default" onClick={copy} style={{ flexShrink: 0 }}>
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
      </Group>
    </Stack>
  </Alert>
);
