import { Skeleton, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { ProblemAlert } from './problem-alert.js';

/** Where something may come: until it is known, what follows keeps out of sight and nothing moves. See console.css. */
export const Awaited = () => <div role="status" aria-label="Loading" />;

interface Asked<T> {
  readonly data: T | undefined;
  readonly error: unknown;
  refetch(): unknown;
}

export interface AnswerProps<T> {
  readonly of: Asked<T>;
  readonly children: (data: T) => ReactNode;
  /** Lines of the placeholder. */
  readonly lines?: number;
}

/** A query's data once it is there; until then its shape, or what went wrong. Old data stays while new is asked for. */
export const Answer = <T,>({ of, children, lines = 3 }: AnswerProps<T>) => {
  if (of.data !== undefined) return children(of.data);
  if (of.error !== null && of.error !== undefined) {
    return <ProblemAlert error={of.error} onRetry={() => void of.refetch()} />;
  }
  return (
    // Of its own key, so that no element of it becomes one of the answer's, which would be seen to move.
    <Stack key="awaited" gap="xs" role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} height={36} />
      ))}
    </Stack>
  );
};
