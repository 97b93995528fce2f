import { Button, Paper, Stack } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../../../api/organization.js';
import type { Integration, Provider } from '../../../connecting/providers.js';
import { Empty } from '../../../ui/index.js';
import { type Method, openWays } from '../words.js';
import { Choices, type Whose } from './choices.js';
import { SendLink } from './send-link.js';
import { SignIn } from './sign-in.js';
import { TypeSecret } from './type-secret.js';

export interface ConnectProps {
  readonly provider: Provider;
  readonly integration: Integration | undefined;
  readonly onSetUp: () => void;
}

/** From the choice of whose account it is to the vendor's door. */
export const Connect = ({ provider, integration, onSetUp }: ConnectProps) => {
  const ways = openWays(provider, integration);
  const maySetUp = useMay('admin');
  const [whose, setWhose] = useState<Whose>('mine');
  const [chosen, setWay] = useState<Method>();
  const [first] = ways;
  if (first === undefined || (integration === undefined && !maySetUp)) {
    return <NotSetUp provider={provider} onSetUp={onSetUp} />;
  }
  if (integration?.enabled === false) return <TurnedOff provider={provider} onSetUp={onSetUp} />;
  // The page behind a link signs in at the vendor where the vendor has such; a secret is typed there only otherwise.
  const offered =
    whose === 'other' && provider.auth === 'oauth2' ? ways.filter(way => way !== 'secret') : ways;
  const way = chosen !== undefined && offered.includes(chosen) ? chosen : (offered[0] ?? first);
  const mayLink = provider.auth !== 'oauth2' || ways.some(open => open !== 'secret');
  const facts = { provider, integration, way };
  return (
    <Paper withBorder p="lg" maw={680}>
      <Stack gap="lg">
        <Choices {...{ provider, ways: offered, way, setWay, whose, setWhose, mayLink }} />
        {whose === 'other' && <SendLink key={way} {...facts} />}
        {whose === 'mine' && way === 'secret' && <TypeSecret {...facts} />}
        {whose === 'mine' && way !== 'secret' && <SignIn key={way} {...facts} />}
      </Stack>
    </Paper>
  );
};

type HintProps = Pick<ConnectProps, 'provider' | 'onSetUp'>;

const NotSetUp = ({ provider, onSetUp }: HintProps) => {
  const maySetUp = useMay('admin');
  return (
    <Empty
      title={`${provider.name} is not set up yet`}
      action={<Button onClick={onSetUp}>{maySetUp ? 'Set it up' : 'See what is needed'}</Button>}
    >
      {maySetUp
        ? `Signing in at ${provider.vendor} needs an app that is registered there once: yours, or the one the operator of this installation shares.`
        : 'An owner or an admin of this organization has to set it up once. Then everybody here can connect accounts.'}
    </Empty>
  );
};

const TurnedOff = ({ provider, onSetUp }: HintProps) => (
  <Empty
    title={`${provider.name} is turned off`}
    action={<Button onClick={onSetUp}>Look at its set-up</Button>}
  >
    Somebody turned the integration off for this organization. Accounts that are connected stay; new ones
    cannot be connected until it is on again.
  </Empty>
);
