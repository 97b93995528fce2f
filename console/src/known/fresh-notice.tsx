import { Alert, Button, Group, Text } from '@mantine/core';
import { useEffect, useState } from 'react';

export interface FreshNoticeProps {
  /** What tells the newest from the one before; undefined while it is not known. */
  readonly newest: string | undefined;
  /** Nobody would lose their place if the list were simply asked for again. */
  readonly canFollow: boolean;
  /** “Records have changed since this list was loaded.” */
  readonly words: string;
  readonly onRefresh: () => void;
}

/** Something has changed since the list was loaded: the list follows by itself, or asks first. */
export const FreshNotice = ({ newest, canFollow, words, onRefresh }: FreshNoticeProps) => {
  const [seen, setSeen] = useState<string | undefined>(undefined);
  const isOld = newest !== undefined && seen !== undefined && seen !== newest;
  useEffect(() => {
    if (newest === undefined || seen === newest) return;
    if (seen !== undefined && !canFollow) return;
    if (seen !== undefined) onRefresh();
    setSeen(newest);
  }, [newest, seen, canFollow, onRefresh]);
  if (!isOld || canFollow) return null;
  const refresh = () => {
    setSeen(newest);
    onRefresh();
  };
  return (
    <Alert color="blue" role="status">
      <Group justify="space-between">
        <Text size="sm">{words}</Text>
        <Button size="xs" variant="default" onClick={refresh}>
          Load again
        </Button>
      </Group>
    </Alert>
  );
};
