import { Button, Group, Modal, Stack } from '@mantine/core';
import { type Ref, useRef } from 'react';
import { PageLink } from '../../known/index.js';
import { ProblemAlert, Status } from '../../ui/index.js';
import { healthOf } from '../endpoints/health.js';
import { SecretShown } from '../endpoints/secret-shown.js';
import { ReceiverAnswers } from './receiver-answers.js';
import { type Endpoint, type Inbox, useEndpointDeed, useRegistration } from './use-inbox.js';

export interface ReceiverEndpointProps {
  readonly inbox: Inbox;
  readonly endpoints: readonly Endpoint[];
}

/** The endpoint that sends to the receiver and how that answers, or the button that makes it. */
export const ReceiverEndpoint = ({ inbox, endpoints }: ReceiverEndpointProps) => {
  const { deed, made, forget } = useRegistration(inbox);
  const next = useRef<HTMLButtonElement>(null);
  const leading = endpoints.filter(({ url }) => url === inbox.url);
  const endpoint = leading.find(({ enabled }) => enabled) ?? leading[0];
  return (
    <>
      {endpoint ? (
        <>
          <Registered key={endpoint.id} endpoint={endpoint} button={next} />
          <ReceiverAnswers answers={inbox.answers} />
        </>
      ) : (
        <Stack gap="xs">
          {deed.error !== null && <ProblemAlert error={deed.error} />}
          <Button w="fit-content" loading={deed.isBusy} onClick={deed.run}>
            Send webhooks there
          </Button>
        </Stack>
      )}
      <Modal
        opened={made !== null}
        onClose={forget}
        // The button that opened it is gone by then.
        onExitTransitionEnd={() => next.current?.focus()}
        title="Webhooks are sent there"
        size="lg"
        closeOnClickOutside={false}
      >
        {made && <SecretShown endpoint={made} onClose={forget} />}
      </Modal>
    </>
  );
};

interface RegisteredProps {
  readonly endpoint: Endpoint;
  readonly button: Ref<HTMLButtonElement>;
}

const Registered = ({ endpoint, button }: RegisteredProps) => {
  const { run, error, isBusy } = useEndpointDeed(endpoint);
  const health = healthOf(endpoint);
  return (
    <Stack gap="xs">
      {error !== null && <ProblemAlert error={error} />}
      <Group>
        <Button ref={button} loading={isBusy} onClick={run}>
          {endpoint.enabled ? 'Send a test event' : 'Switch its endpoint on again'}
        </Button>
        <Status of={health.words} tone={health.tone} />
        <PageLink to={`webhooks/out/${endpoint.id}`} fz="sm">
          Its endpoint, with every attempt
        </PageLink>
      </Group>
    </Stack>
  );
};
