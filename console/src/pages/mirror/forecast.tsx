import { List, Paper, Stack, Text, Title } from '@mantine/core';
import type { Schemas } from '../../../../src/client/index.js';
import { countOf, figure } from '../../syncing/index.js';

export interface ForecastProps {
  readonly forecast: Schemas['MirrorForecast'];
  readonly names: readonly [a: string, b: string];
  readonly model: string;
}

/** What a mirror would begin with. */
export const Forecast = ({ forecast, names: [a, b], model }: ForecastProps) => {
  const { matches, differing, creates, leftAlone, complete } = forecast;
  return (
    <Paper withBorder p="md" component="section" aria-label="What would happen">
      <Stack gap="xs" role="status">
        <Title order={2} size="h3">
          What would happen
        </Title>
        <List size="sm">
          <List.Item>
            {countOf(matches, model)} are on both sides and would be joined; {figure(differing)} of these
            differ.
          </List.Item>
          <List.Item>
            {countOf(creates.a, model)} would be created in “{a}”, {figure(creates.b)} in “{b}”.
          </List.Item>
          {leftAlone.a + leftAlone.b > 0 && (
            <List.Item>
              {countOf(leftAlone.a, model)} of “{a}” and {figure(leftAlone.b)} of “{b}” would be left alone,
              as the other side does not take new ones.
            </List.Item>
          )}
        </List>
        {!complete && <Text size="sm">A sync has not finished its first run, so more may come.</Text>}
        <Text size="sm" c="dimmed">
          Nothing was changed by looking.
        </Text>
      </Stack>
    </Paper>
  );
};
