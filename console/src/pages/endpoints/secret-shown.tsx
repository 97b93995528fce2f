import { Button, Code, Group, Stack, Text, Title } from '@mantine/core';
import type { Schemas } from '../../../../src/client/index.js';
import { Secret } from '../../ui/index.js';

const example = `import { Webhook } from 'standardwebhooks';

const webhook = new Webhook(process.env.WEBHOOK_SECRET);
// The raw body, as it came: not parsed and written again.
const event = webhook.verify(rawBody, request.headers);`;

export interface SecretShownProps {
  readonly endpoint: Schemas['CreatedEndpoint'];
  readonly onClose: () => void;
}

/** The secret this once, and how to use it. */
export const SecretShown = ({ endpoint, onClose }: SecretShownProps) => (
  <Stack>
    <Secret title="The signing secret" value={endpoint.secret}>
      Your server checks with it that a delivery comes from here. It is shown this once; keep it where your
      server keeps its secrets.
    </Secret>
    {endpoint.publicKeys.map(key => (
      <Text size="sm" key={key}>
        Public key, for v1a signatures: <Code>{key}</Code>
      </Text>
    ))}
    <Title order={3}>Checking a delivery</Title>
    <Text size="sm">
      Signatures follow Standard Webhooks: libraries exist for most languages. In JavaScript:
    </Text>
    <Code block tabIndex={0}>
      {example}
    </Code>
    <Text size="sm" c="dimmed">
      Answer with any 2xx within 20 seconds and work later. The header webhook-id is the same in every
      attempt: use it against duplicates.
    </Text>
    <Group>
      <Button onClick={onClose}>I have kept it</Button>
    </Group>
  </Stack>
);
