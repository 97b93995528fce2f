import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Schemas } from '../../../../src/client/index.js';
import { api, client } from '../../api/client.js';
import { useMay, useOrganization } from '../../api/organization.js';
import { Answer, ask, CopyField, Facts, ProblemAlert, say, Status, useDeed } from '../../ui/index.js';
import { SingleSignOnForm } from './single-sign-on-form.js';

type Connection = Schemas['SsoConnection'];
const path = '/v1/organizations/{organizationId}/sso';

export const SingleSignOnCard = () => {
  const { id: organizationId } = useOrganization();
  const mayChange = useMay('owner');
  const [isOpen, setOpen] = useState(false);
  const query = api.useQuery('get', path, { params: { path: { organizationId } } });
  const isAbsent = query.data?.connection === null;
  return (
    <Paper withBorder p="lg">
      <Stack>
        <Title order={2}>Single sign-on</Title>
        <Text>
          Members log in at your own identity provider, by OpenID Connect. Whoever leaves there cannot come in
          here.
        </Text>
        <Answer of={query}>
          {({ connection }) =>
            connection ? <Present sso={connection} /> : <Text c="dimmed">It is not set up.</Text>
          }
        </Answer>
        {isOpen && query.data && <SingleSignOnForm state={query.data} onClose={() => setOpen(false)} />}
        {!isOpen && mayChange && query.data && (
          <Group>
            <Button variant="default" onClick={() => setOpen(true)}>
              {isAbsent ? 'Set it up' : 'Change it'}
            </Button>
            {!isAbsent && <Remove organizationId={organizationId} />}
          </Group>
        )}
        {!mayChange && <Text c="dimmed">An owner can change it.</Text>}
      </Stack>
    </Paper>
  );
};

const Present = ({ sso }: { readonly sso: Connection }) => (
  <Stack>
    <Facts
      rows={[
        ['Issuer', sso.issuer],
        ['Client', sso.clientId],
        ['New people become', sso.defaultRole],
        ['May come uninvited', sso.allowedDomains.join(', ') || 'nobody'],
        [
          'Passwords',
          <Status
            key="passwords"
            of={sso.isEnforced ? 'Refused here' : 'Allowed besides'}
            tone={sso.isEnforced ? 'good' : 'quiet'}
          />,
        ],
      ]}
    />
    <CopyField
      label="Redirect address"
      value={sso.redirectUri}
      description="Register it at your identity provider."
    />
    <CopyField label="Login address" value={sso.loginUrl} description="Where your people begin. Tell them." />
  </Stack>
);

const Remove = ({ organizationId }: { readonly organizationId: string }) => {
  const queries = useQueryClient();
  const remove = useDeed(async () => {
    const isMeant = await ask({
      title: 'Remove single sign-on?',
      text: 'Sessions that came in by it end. Who has no password can only come in by an invitation.',
      yes: 'Remove it',
      isDangerous: true,
    });
    if (!isMeant) return;
    await client.DELETE(path, { params: { path: { organizationId } } });
    await queries.resetQueries({ queryKey: ['get', path] });
    say('Single sign-on is removed.');
  });
  return (
    <>
      <Button variant="default" onClick={remove.run} loading={remove.isBusy}>
        Remove it
      </Button>
      {remove.error !== null && <ProblemAlert error={remove.error} />}
    </>
  );
};
