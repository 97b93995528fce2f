import { Drawer, Stack, Text } from '@mantine/core';
import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import type { Consent } from '../../connecting/providers.js';
import { usePurposes } from '../../connecting/purposes.js';
import { ConnectionLink } from '../../known/index.js';
import { Answer, Facts, fullTime } from '../../ui/index.js';
import { ConsentState } from './consent-state.js';
import { Receipt } from './receipt.js';
import { ReliantSyncs } from './reliant-syncs.js';
import { Withdraw } from './withdraw.js';

export interface ConsentDrawerProps {
  /** null: closed. */
  readonly consentId: string | null;
  readonly onClose: () => void;
}

/** One consent: what was agreed to, the receipt, and the way to withdraw it. */
export const ConsentDrawer = ({ consentId, onClose }: ConsentDrawerProps) => (
  <Drawer opened={consentId !== null} onClose={onClose} position="right" size="lg" title="Consent">
    {consentId !== null && <Whole consentId={consentId} key={consentId} />}
  </Drawer>
);

const Whole = ({ consentId }: { readonly consentId: string }) => {
  const { id } = useOrganization();
  const path = { organizationId: id, id: consentId };
  const answer = api.useQuery('get', '/v1/organizations/{organizationId}/consents/{id}', {
    params: { path },
  });
  const { data } = usePurposes();
  return (
    <Answer of={answer}>
      {consent => (
        <Stack gap="lg">
          <Text>{data?.data.find(({ key }) => key === consent.purpose)?.description ?? consent.purpose}</Text>
          <Facts rows={factsOf(consent)} />
          <ReliantSyncs consent={consent} />
          <Receipt consent={consent} />
          <Withdraw consent={consent} />
        </Stack>
      )}
    </Answer>
  );
};

const subjectWords = { end_user: 'End user', member: 'Member', organization: 'Organization' } as const;
const methodWords = {
  api: 'Recorded here or by the API',
  connect_page: 'Agreed on the connect page',
} as const;

const time = (at: string | null): string => (at === null ? 'Never' : fullTime(at));

const factsOf = (consent: Consent) =>
  [
    ['State', <ConsentState key="state" of={consent.state} />],
    ['Who', consent.subject.label ?? consent.subject.id],
    [subjectWords[consent.subject.type], consent.subject.id],
    ...(consent.connectionId === null
      ? []
      : [['Account', <ConnectionLink key="account" id={consent.connectionId} />] as const]),
    ['Given', time(consent.givenAt)],
    ...(consent.withdrawnAt === null ? [] : [['Withdrawn', time(consent.withdrawnAt)] as const]),
    ['Ends', time(consent.expiresAt)],
    ['Lawful basis', consent.lawfulBasis.replaceAll('_', ' ')],
    ['Notice', `Version ${consent.noticeVersion}`],
    ['How', methodWords[consent.collectionMethod]],
  ] as const;
