import { Button, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { client } from '../../api/client.js';
import { useMay, useOrganization } from '../../api/organization.js';
import type { Consent } from '../../connecting/providers.js';
import { ask, ProblemAlert, say, useDeed } from '../../ui/index.js';
import { useReliantSyncs } from './use-reliant-syncs.js';

const consequence = (names: readonly string[]): string => {
  const kept =
    'What was stored so far stays until somebody deletes it. This cannot be taken back: the person would have to agree anew.';
  if (names.length === 0) return `No sync stands on it. ${kept}`;
  const list = new Intl.ListFormat('en').format(names);
  return `${names.length === 1 ? 'One sync stops' : `${names.length} syncs stop`} within a minute: ${list}. ${kept}`;
};

const useWithdrawal = (consent: Consent) => {
  const { id } = useOrganization();
  const queries = useQueryClient();
  const syncs = useReliantSyncs(consent);
  return useDeed(async () => {
    const isSure = await ask({
      title: `Withdraw the consent of ${consent.subject.label ?? consent.subject.id}?`,
      text: consequence(syncs.map(({ name }) => name)),
      yes: 'Withdraw',
      isDangerous: true,
    });
    if (!isSure) return;
    const path = { organizationId: id, id: consent.id };
    await client.POST('/v1/organizations/{organizationId}/consents/{id}/withdraw', { params: { path } });
    say('Withdrawn. What relied on it stops within a minute.');
    await queries.invalidateQueries({
      predicate: ({ queryKey }) => String(queryKey[1]).includes('/consents'),
    });
  });
};

/** The person no longer agrees. Asks first, and says what stops. */
export const Withdraw = ({ consent }: { readonly consent: Consent }) => {
  const mayWithdraw = useMay('member');
  const { run, error, isBusy } = useWithdrawal(consent);
  if (!mayWithdraw || (consent.state !== 'given' && consent.state !== 'expired')) return null;
  return (
    <>
      {error !== null && <ProblemAlert error={error} />}
      <Button
        variant="outline"
        color="red.9"
        c="var(--mantine-color-error)"
        w="fit-content"
        loading={isBusy}
        onClick={run}
      >
        Withdraw
      </Button>
      {consent.state === 'expired' && (
        <Text size="sm">It has expired already; withdrawing puts the wish on record.</Text>
      )}
    </>
  );
};
