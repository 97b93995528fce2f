import { Paper, Stack } from '@mantine/core';
import { Answer, CopyField } from '../../ui/index.js';
import { Arrived } from './arrived.js';
import { Part } from './part.js';
import { ReceiverEndpoint } from './receiver-endpoint.js';
import { useEndpoints, useInbox } from './use-inbox.js';

/** Where an organization sees its own webhooks arrive without running a server. */
export const TestReceiver = () => {
  const inbox = useInbox();
  const endpoints = useEndpoints();
  return (
    <Paper withBorder p="md">
      <Part
        title="Your test receiver"
        hint="It plays a server of yours: register it, and see the webhooks that this organization sends arrive."
      >
        <Answer of={inbox}>
          {found => (
            <Stack>
              <CopyField
                label="Address of the receiver"
                description="On this machine only, and for this organization alone."
                value={found.url}
              />
              <Answer of={endpoints} lines={1}>
                {({ data }) => <ReceiverEndpoint inbox={found} endpoints={data} />}
              </Answer>
              <Arrived deliveries={found.data} />
            </Stack>
          )}
        </Answer>
      </Part>
    </Paper>
  );
};
