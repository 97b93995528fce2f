import { Alert, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { client } from '../../api/client.js';
import { type Me, useSession } from '../../api/session.js';
import { ask, ProblemAlert, RecoveryCodes, say, Status, TwoStepEnrolment, useDeed } from '../../ui/index.js';

export const TwoStepCard = ({ me }: { readonly me: Me }) => {
  const { refetch } = useSession();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [isEnrolling, setEnrolling] = useState(false);
  const { hasTotp, hasPassword, recoveryCodes } = me.account;
  const onCodes = (recoveryCodes: readonly string[]) => {
    setEnrolling(false);
    setCodes(recoveryCodes);
    void refetch();
  };
  return (
    <Paper withBorder p="lg">
      <Stack>
        <Group>
          <Title order={2}>Two-step login</Title>
          {hasPassword && <Status of={hasTotp ? 'On' : 'Off'} tone={hasTotp ? 'good' : 'quiet'} />}
        </Group>
        {!hasPassword && <Text>Your identity provider takes care of it.</Text>}
        {codes !== null && <RecoveryCodes codes={codes} onKept={() => setCodes(null)} />}
        {isEnrolling && (
          <TwoStepEnrolment onDone={onCodes} leave={<Leave onClick={() => setEnrolling(false)} />} />
        )}
        {hasPassword && codes === null && !isEnrolling && !hasTotp && (
          <Off onBegin={() => setEnrolling(true)} />
        )}
        {hasTotp && codes === null && <On recoveryCodes={recoveryCodes} onCodes={onCodes} />}
      </Stack>
    </Paper>
  );
};

const Leave = ({ onClick }: { readonly onClick: () => void }) => (
  <Button variant="default" onClick={onClick}>
    Leave it
  </Button>
);

const Off = ({ onBegin }: { readonly onBegin: () => void }) => (
  <Stack align="flex-start">
    <Text>A password can be guessed or stolen. With two steps, a login needs your phone as well.</Text>
    <Button onClick={onBegin}>Turn it on</Button>
  </Stack>
);

const few = 3;

type CodesMade = Me['account']['recoveryCodes'];

const leftWords = (left: number, made: number): string => {
  if (left === 0) return 'No recovery code is left';
  return left === 1 ? `1 of ${made} recovery codes is left` : `${left} of ${made} recovery codes are left`;
};

const CodesLeft = ({ of }: { readonly of: CodesMade }) => {
  if (of === null) return null;
  const words = leftWords(of.left, of.made);
  if (of.left > few) return <Text>{words}.</Text>;
  return (
    <Alert color="orange" title={words} w="100%">
      Make new ones before you need them: without your phone, they are your only way in.
    </Alert>
  );
};

const WhatIsAsked = ({ recoveryCodes }: { readonly recoveryCodes: CodesMade }) => (
  <>
    <Text>A login asks for a code of your authenticator, or for one of your recovery codes.</Text>
    <CodesLeft of={recoveryCodes} />
  </>
);

interface OnProps {
  readonly recoveryCodes: CodesMade;
  readonly onCodes: (codes: readonly string[]) => void;
}

const On = ({ recoveryCodes, onCodes }: OnProps) => {
  const { refetch } = useSession();
  const renew = useDeed(async () => {
    const isMeant = await ask({
      title: 'New recovery codes?',
      text: 'You get ten new ones. Those you have now stop working.',
      yes: 'Make new codes',
    });
    if (!isMeant) return;
    const { data } = await client.POST('/auth/totp/recovery-codes');
    if (data) onCodes(data.recoveryCodes);
  });
  const turnOff = useDeed(async () => {
    const isMeant = await ask({
      title: 'Turn two-step login off?',
      text: 'From then on your password alone opens your login. Your other sessions end.',
      yes: 'Turn it off',
      isDangerous: true,
    });
    if (!isMeant) return;
    await client.DELETE('/auth/totp');
    await refetch();
    say('Two-step login is off.');
  });
  const error = renew.error ?? turnOff.error;
  return (
    <Stack align="flex-start">
      <WhatIsAsked recoveryCodes={recoveryCodes} />
      {error !== null && <ProblemAlert error={error} />}
      <Group>
        <Button variant="default" onClick={renew.run} loading={renew.isBusy}>
          New recovery codes
        </Button>
        <Button variant="default" onClick={turnOff.run} loading={turnOff.isBusy}>
          Turn it off
        </Button>
      </Group>
    </Stack>
  );
};
