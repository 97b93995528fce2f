import { Box, Paper, Stack, Text } from '@mantine/core';
import type { Wish } from './appearance-form.js';
import { isColour, textOn } from './colour.js';

export interface ConnectPreviewProps {
  readonly wish: Wish;
  readonly name: string;
  readonly storedLogo: string | null;
}

const neutral = '#1c5d99';

const logoOf = ({ logo }: Wish, stored: string | null): string | null => {
  // The hub may be known by another address than that of this page; the path is the same.
  if (logo === 'kept') return stored === null ? null : new URL(stored).pathname;
  return logo && `data:${logo.type};base64,${logo.data}`;
};

/** The page that asks for consent, as it would look. Nothing in it can be pressed. */
export const ConnectPreview = ({ wish, name, storedLogo }: ConnectPreviewProps) => {
  const ground = isColour(wish.colour) ? wish.colour : neutral;
  const logo = logoOf(wish, storedLogo);
  const shown = wish.displayName.trim() || name;
  return (
    <Box role="group" aria-label="Preview of the connect page">
      <Text size="sm" c="dimmed" mb={4}>
        Preview
      </Text>
      <Paper withBorder p="lg" radius="lg" bg="var(--mantine-color-default-hover)">
        <Stack gap="sm">
          {logo !== null && (
            <img src={logo} alt="Your logo" style={{ maxHeight: 48, maxWidth: 192, alignSelf: 'start' }} />
          )}
          <Text fw={700} size="lg">
            Connect Google Calendar
          </Text>
          <Text size="sm">
            <b>{shown}</b> asks to connect your account at Google, in order to:
          </Text>
          <Text size="sm" fw={600}>
            Keep calendars in step
          </Text>
          <Box style={{ display: 'flex', gap: 12, flexWrap: 'wrap' }} fz="sm" fw={600} ta="center">
            <Box style={{ ...pill, background: ground, color: textOn(ground) }}>
              Agree and continue to Google
            </Box>
            <Box style={{ ...pill, border: '1px solid var(--mantine-color-dimmed)' }}>No, thanks</Box>
          </Box>
          <Links wish={wish} name={shown} />
        </Stack>
      </Paper>
    </Box>
  );
};

const pill = { flex: '1 1 9rem', padding: '0.7rem 1rem', borderRadius: 6 } as const;

const Links = ({ wish, name }: Pick<ConnectPreviewProps, 'wish' | 'name'>) => {
  const words = [
    ...(wish.supportUrl === '' ? [] : [`Help from ${name}`]),
    ...(wish.privacyUrl === '' ? [] : ['Privacy notice']),
  ];
  return words.length === 0 ? null : (
    <Text size="xs" td="underline">
      {words.join('  ·  ')}
    </Text>
  );
};
