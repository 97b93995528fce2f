import { Button, Group, NativeSelect, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { modals } from '@mantine/modals';
import { useState } from 'react';
import { fullTime, ProblemAlert, Secret, useDeed } from '../../ui/index.js';

/** As the hub answers a rotation, of a key of either kind. */
interface Rotated {
  readonly key: string;
  readonly predecessor: { readonly endsAt: string };
}

export interface RotateKeyProps {
  readonly name: string;
  readonly rotate: (overlapSeconds: number) => Promise<Rotated | undefined>;
}

interface Rotatable {
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
  readonly successorId: string | null;
}

export const isOver = ({ expiresAt }: Pick<Rotatable, 'expiresAt'>): boolean =>
  expiresAt !== null && new Date(expiresAt) < new Date();

export const mayBeRotated = (key: Rotatable): boolean =>
  key.revokedAt === null && key.successorId === null && !isOver(key);

const hourSeconds = 3_600;
const overlaps = [
  { value: '0', label: 'ends at once' },
  { value: String(hourSeconds), label: 'works for another hour' },
  { value: String(24 * hourSeconds), label: 'works for another day' },
  { value: String(7 * 24 * hourSeconds), label: 'works for another week' },
  { value: String(30 * 24 * hourSeconds), label: 'works for another 30 days' },
];

const RotateKey = ({ name, rotate }: RotateKeyProps) => {
  const [made, setMade] = useState<Rotated>();
  const form = useForm({ mode: 'uncontrolled', initialValues: { overlap: String(24 * hourSeconds) } });
  const { run, error, isBusy } = useDeed(async ({ overlap }: { readonly overlap: string }) => {
    setMade(await rotate(Number(overlap)));
  });
  if (made) return <Made name={name} made={made} />;
  return (
    <form onSubmit={form.onSubmit(run)}>
      <Stack>
        {error !== null && <ProblemAlert error={error} />}
        <NativeSelect
          label="The old key"
          description="Long enough for you to put the new one in its place, and never longer than it would have worked."
          data={overlaps}
          data-autofocus
          {...form.getInputProps('overlap')}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => modals.closeAll()}>
            Leave it
          </Button>
          <Button type="submit" loading={isBusy}>
            Make the new key
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

const Made = ({ name, made: { key, predecessor } }: { readonly name: string; readonly made: Rotated }) => (
  <Stack>
    <Secret title="The new key, shown this once" value={key}>
      {new Date(predecessor.endsAt) > new Date()
        ? `Put it where ${name} is used. The old key works until ${fullTime(predecessor.endsAt)}.`
        : `Put it where ${name} is used. The old key has ended.`}
    </Secret>
    <Group justify="flex-end">
      <Button onClick={() => modals.closeAll()}>Done</Button>
    </Group>
  </Stack>
);

/** Opens the dialog in which a new key takes the place of one. */
export const RotateButton = ({ name, rotate }: RotateKeyProps) => {
  const open = () =>
    modals.open({
      title: `Rotate ${name}`,
      size: 'lg',
      children: <RotateKey name={name} rotate={rotate} />,
    });
  return (
    <Button size="xs" variant="default" aria-label={`Rotate ${name}`} onClick={open}>
      Rotate
    </Button>
  );
};
