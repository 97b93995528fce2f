import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useNavigate } from 'react-router';
import { useMay, useOrganization } from '../api/organization.js';
import classes from './tour.module.css';
import { type TourStop, tourStops } from './tour-stops.js';
import { useTour } from './use-tour.js';

const useStops = (): readonly TourStop[] => {
  const isAdmin = useMay('admin');
  return tourStops.filter(({ role }) => role !== 'admin' || isAdmin);
};

/** A card that goes from page to page with the person; the page behind it stays usable. */
export const Tour = () => {
  const { at, go, end } = useTour();
  const { id } = useOrganization();
  const stops = useStops();
  const navigate = useNavigate();
  const stop = at === null ? undefined : stops[at];
  if (at === null || stop === undefined) return null;
  const move = (next: number) => {
    const target = stops[next];
    if (target === undefined) {
      end();
      return;
    }
    go(next);
    void navigate(target.to === '' ? `/o/${id}` : `/o/${id}/${target.to}`);
  };
  return <Card key={at} {...{ stop, at, count: stops.length, move, end }} />;
};

interface CardProps {
  readonly stop: TourStop;
  readonly at: number;
  readonly count: number;
  readonly move: (to: number) => void;
  readonly end: () => void;
}

const Card = ({ stop, at, count, move, end }: CardProps) => {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    title.current?.focus();
  }, []);
  return (
    <Paper
      className={classes['card'] ?? ''}
      component="section"
      role="dialog"
      aria-labelledby="tour-title"
      aria-describedby="tour-text"
      withBorder
      shadow="xl"
      p="md"
      onKeyDown={({ key }) => {
        if (key === 'Escape') end();
      }}
    >
      <Stack gap="xs">
        <Text size="sm" c="dimmed">
          Tour, {at + 1} of {count}
        </Text>
        <Title order={2} size="h3" id="tour-title" ref={title} tabIndex={-1}>
          {stop.title}
        </Title>
        <Text size="sm" id="tour-text">
          {stop.text}
        </Text>
        <Buttons {...{ at, count, move, end }} />
      </Stack>
    </Paper>
  );
};

const Buttons = ({ at, count, move, end }: Omit<CardProps, 'stop'>) => {
  const isLast = at === count - 1;
  return (
    <Group justify="space-between">
      <Button variant="default" size="xs" onClick={end}>
        End the tour
      </Button>
      <Group gap="xs">
        {at > 0 && (
          <Button
            variant="default"
            size="xs"
            onClick={() => {
              move(at - 1);
            }}
          >
            Back
          </Button>
        )}
        <Button
          size="xs"
          onClick={() => {
            move(isLast ? count : at + 1);
          }}
        >
          {isLast ? 'Done' : 'Next'}
        </Button>
      </Group>
    </Group>
  );
};
