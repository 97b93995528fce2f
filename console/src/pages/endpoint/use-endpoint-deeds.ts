import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Schemas } from '../../../../src/client/index.js';
import { client } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { useTo } from '../../known/index.js';
import { ask, complain, say } from '../../ui/index.js';

type Endpoint = Schemas['Endpoint'];

const one = '/v1/organizations/{organizationId}/endpoints/{id}';

const useEndpoint = ({ id }: Endpoint) => {
  const { id: organizationId } = useOrganization();
  const queries = useQueryClient();
  const refresh = () =>
    queries.invalidateQueries({
      predicate: ({ queryKey }) => /\/(endpoints|deliveries)/.test(String(queryKey[1])),
    });
  return { params: { params: { path: { organizationId, id } } }, refresh };
};

const attempt = async (work: () => Promise<unknown>): Promise<void> => {
  try {
    await work();
  } catch (error) {
    complain(error);
  }
};

const useRotation = (endpoint: Endpoint) => {
  const { params, refresh } = useEndpoint(endpoint);
  const [made, setMade] = useState<Schemas['CreatedEndpoint'] | null>(null);
  const rotate = () =>
    attempt(async () => {
      const text =
        'A new secret is shown once. For 24 hours deliveries are signed with the old one as well, so that your server can change over.';
      if (!(await ask({ title: 'Make a new secret?', text, yes: 'Make a new one' }))) return;
      const { data } = await client.POST(`${one}/rotate-secret`, params);
      if (data) setMade(data);
      await refresh();
    });
  return { rotate, made, forget: () => setMade(null) };
};

/** What an admin may do with an endpoint; what is refused is said. */
export const useEndpointDeeds = (endpoint: Endpoint) => {
  const { params, refresh } = useEndpoint(endpoint);
  const navigate = useNavigate();
  const to = useTo();
  const test = () =>
    attempt(async () => {
      await client.POST(`${one}/test`, params);
      say('A test event is on its way. It appears among the deliveries.');
      await refresh();
    });
  const turn = (enabled: boolean) =>
    attempt(async () => {
      await client.PATCH(one, { ...params, body: { enabled } });
      say(
        enabled
          ? 'Switched on. What happens from now on is sent.'
          : 'Switched off. Nothing is sent until it is switched on.',
      );
      await refresh();
    });
  const remove = () =>
    attempt(async () => {
      const text =
        'It goes with its deliveries and their attempts. Events themselves stay. This cannot be taken back.';
      if (!(await ask({ title: 'Remove this endpoint?', text, yes: 'Remove', isDangerous: true }))) return;
      await client.DELETE(one, params);
      await navigate(to('webhooks/out'));
      await refresh();
    });
  return { test, turn, remove, ...useRotation(endpoint) };
};
