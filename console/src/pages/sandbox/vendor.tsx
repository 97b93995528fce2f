import { Alert, Anchor, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { wordsOf } from '../../connecting/json-schema.js';
import { PageLink } from '../../known/index.js';
import { Facts } from '../../ui/index.js';
import { Accounts } from './accounts.js';
import { Contents } from './contents.js';
import { Notices } from './notices.js';
import { Troubles } from './troubles.js';
import type { Deed, Sandbox } from './words.js';

/** A simulated vendor: who has an account there, what is in it, and what it can be made to do. */
export const Vendor = ({ sandbox }: { readonly sandbox: Sandbox }) => {
  const [deed, setDeed] = useState<Deed>();
  const settings = Object.entries(sandbox.settings);
  const listens = (
    <Anchor href={sandbox.url} target="_blank" rel="noreferrer" underline="always" inherit>
      {sandbox.url}
    </Anchor>
  );
  return (
    <Stack gap="xl">
      <Facts
        rows={[
          ['Listens at', listens],
          ...settings.map(([name, value]) => [`${wordsOf(name)}, to type when connecting`, value] as const),
          [
            'Answers',
            sandbox.faultsAhead === 0 ? 'As usual' : `The next ${sandbox.faultsAhead} with an error`,
          ],
          [
            'In this organization',
            <PageLink key="to" to={`providers/${sandbox.provider}`}>
              Connect an account
            </PageLink>,
          ],
        ]}
      />
      <div role="status">{deed && <Done deed={deed} />}</div>
      <Contents sandbox={sandbox} onDone={setDeed} />
      <Accounts sandbox={sandbox} onDone={setDeed} />
      <Troubles sandbox={sandbox} onDone={setDeed} />
      <Notices sandbox={sandbox} />
    </Stack>
  );
};

/** What happened, and what to look at next. */
const Done = ({ deed }: { readonly deed: Deed }) => (
  <Alert
    color={deed.isIdle === true ? 'orange' : 'teal'}
    title={deed.isIdle === true ? 'Nothing happened' : 'Done at the vendor'}
  >
    <Stack gap="xs">
      <Text size="sm">{deed.text}</Text>
      <Group gap="md">
        <Text size="sm" fw={600}>
          Look next at:
        </Text>
        {deed.look.map(({ to, label }) => (
          <PageLink key={to} to={to} fz="sm">
            {label}
          </PageLink>
        ))}
      </Group>
    </Stack>
  </Alert>
);
