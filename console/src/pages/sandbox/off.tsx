import { Code, List, Paper, Stack, Text, Title } from '@mantine/core';

/** How the sandbox is turned on. */
export const Off = () => (
  <Paper withBorder p="xl">
    <Stack maw={640}>
      <Title order={2}>The sandbox is off</Title>
      <Text>
        It is on by itself when the hub is started for the first time on one’s own machine with its embedded
        database, and never with <Code>NODE_ENV=production</Code>. The operator turns it on like this:
      </Text>
      <List type="ordered" spacing="xs">
        <List.Item>
          Stop the hub and start it again with this setting: <Code>CAUSEWAY_SANDBOX=on</Code>
        </List.Item>
        <List.Item>Reload this page. The simulated vendors are listed here.</List.Item>
        <List.Item>
          They also stand under Providers, marked “(sandbox)”. Connect one: any account there will do.
        </List.Item>
      </List>
      <Text c="dimmed">
        The simulators run inside the hub and listen on this machine alone. Real vendors stay what they are.
      </Text>
    </Stack>
  </Paper>
);
