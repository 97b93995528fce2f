import { Group, Paper, Text } from '@mantine/core';
import { type Drawing, readingOf } from './drawing.js';

const Swatch = ({ color }: { readonly color: string }) => (
  <span style={{ width: 10, height: 10, borderRadius: 2, flex: 'none', background: `var(${color})` }} />
);

/** Which colour is what. */
export const Legend = ({ series }: Pick<Drawing, 'series'>) => (
  <Group gap="sm" justify="center">
    {series.map(({ label, color }) => (
      <Group key={label} gap={6} wrap="nowrap">
        <Swatch color={color} />
        <Text size="xs">{label}</Text>
      </Group>
    ))}
  </Group>
);

export interface Pointed {
  readonly index: number;
  /** From the left end of the drawing. */
  readonly left: number;
  readonly isPastMiddle: boolean;
}

/** What the values are where the pointer is, on the side where there is more room. */
export const Reading = ({ drawing, at }: { readonly drawing: Drawing; readonly at: Pointed }) => {
  const { label, values } = readingOf(drawing, at.index);
  return (
    <Paper
      withBorder
      shadow="md"
      p="xs"
      pos="absolute"
      top={8}
      left={at.left}
      style={{
        pointerEvents: 'none',
        zIndex: 1,
        whiteSpace: 'nowrap',
        transform: at.isPastMiddle ? 'translateX(calc(-100% - 8px))' : 'translateX(8px)',
      }}
    >
      <Text size="xs" fw={600}>
        {label}
      </Text>
      {values.map(({ label: name, color, text }) => (
        <Group key={name} gap={6} wrap="nowrap">
          <Swatch color={color} />
          <Text size="xs">
            {name}: {text}
          </Text>
        </Group>
      ))}
    </Paper>
  );
};
