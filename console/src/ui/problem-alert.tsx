import { Alert, Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { problemOf } from '../api/problem.js';

export interface ProblemAlertProps {
  readonly error: unknown;
  readonly onRetry?: (() => void) | undefined;
}

/** What HTTP calls it says little to people: a “Conflict” is something else here. */
const titles: Readonly<Record<number, string>> = {
  401: 'Not let in',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Not possible as things are',
  410: 'It is over',
  413: 'Too large',
  422: 'Something is not right yet',
  429: 'Too much at once',
};

const titleOf = (status: number): string => {
  if (status === 0) return 'Not reached';
  return titles[status] ?? (status >= 500 ? 'It did not work' : 'Refused');
};

/** What went wrong, in the hub's words, with the way on. */
export const ProblemAlert = ({ error, onRetry }: ProblemAlertProps) => {
  const { status, message, code, document } = problemOf(error);
  const fields = document?.errors ?? [];
  return (
    <Alert color="red" role="alert" title={titleOf(status)}>
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{message}</Text>
        {fields.map(({ path, detail }) => (
          <Text size="sm" key={path}>
            {path}: {detail}
          </Text>
        ))}
        <Group gap="md">
          {onRetry && (
            <Button size="xs" variant="default" onClick={onRetry}>
              Try again
            </Button>
          )}
          {document && (
            <Anchor
              size="xs"
              href={`/reference/errors#${code}`}
              target="_blank"
              rel="noreferrer"
              underline="always"
            >
              About {code}
            </Anchor>
          )}
          {document && (
            <Text size="xs" c="dimmed">
              Request {document.requestId}
            </Text>
          )}
        </Group>
      </Stack>
    </Alert>
  );
};
