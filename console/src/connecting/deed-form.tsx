import { Button, Group, Stack } from '@mantine/core';
import type { ReactNode, SubmitEvent } from 'react';
import { ProblemAlert } from '../ui/index.js';

export interface DeedFormProps {
  readonly onSubmit: (event?: SubmitEvent<HTMLFormElement>) => void;
  readonly error: unknown;
  readonly isBusy: boolean;
  /** On the button: a verb. */
  readonly button: string;
  /** Something is missing that is no field. */
  readonly isBlocked?: boolean;
  /** Beside the button. */
  readonly beside?: ReactNode;
  readonly children: ReactNode;
}

/** A form that does one thing, with what went wrong above its button. */
export const DeedForm = ({
  onSubmit,
  error,
  isBusy,
  button,
  isBlocked = false,
  beside,
  children,
}: DeedFormProps) => (
  <form onSubmit={onSubmit}>
    <Stack>
      {children}
      {error !== null && <ProblemAlert error={error} />}
      <Group>
        <Button type="submit" loading={isBusy} disabled={isBlocked}>
          {button}
        </Button>
        {beside}
      </Group>
    </Stack>
  </form>
);
