import { Stack, Text, UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { type Consent, useProviderName } from '../../connecting/providers.js';
import { usePurposeName } from '../../connecting/purposes.js';
import { useConnections } from '../../known/index.js';
import { Empty, Rows, When } from '../../ui/index.js';
import { ConsentState } from './consent-state.js';
import type { Purpose, State } from './consent.js';

export interface ConsentRowsProps {
  readonly purpose: Purpose | null;
  readonly state: State | null;
  readonly onOpen: (id: string) => void;
  readonly empty: ReactNode;
}

export const ConsentRows = ({ purpose, state, onOpen, empty }: ConsentRowsProps) => {
  const { id } = useOrganization();
  const query = {
    ...(purpose === null ? {} : { purpose }),
    ...(state === null ? {} : { state }),
    limit: 100,
  };
  const list = api.useInfiniteQuery(
    'get',
    '/v1/organizations/{organizationId}/consents',
    { params: { path: { organizationId: id }, query } },
    {
      pageParamName: 'cursor',
      initialPageParam: undefined,
      getNextPageParam: last => last.nextCursor ?? undefined,
    },
  );
  const isFiltered = purpose !== null || state !== null;
  return (
    <Rows
      label="Consents, newest first"
      of={list}
      keyOf={consent => consent.id}
      row={consent => <Row consent={consent} onOpen={onOpen} />}
      height={66}
      empty={
        <Empty
          title={isFiltered ? 'None fits' : 'Nobody has agreed to anything yet'}
          action={isFiltered ? null : empty}
        >
          {isFiltered
            ? 'Choose another purpose or state to see more.'
            : 'A consent says who agreed to which purpose, under which notice. It comes by itself when somebody connects an account; what was agreed on paper can be recorded here.'}
        </Empty>
      }
    />
  );
};

/** When it came to stand as it does. */
const since = (consent: Consent): string | null =>
  consent.withdrawnAt ??
  (consent.state === 'expired' ? consent.expiresAt : (consent.givenAt ?? consent.createdAt));

const Row = ({ consent, onOpen }: { readonly consent: Consent } & Pick<ConsentRowsProps, 'onOpen'>) => {
  const purposeName = usePurposeName();
  const nameOf = useProviderName();
  const account = useConnections().data?.data.find(({ id }) => id === consent.connectionId);
  return (
    <UnstyledButton
      className="row"
      onClick={() => {
        onOpen(consent.id);
      }}
    >
      <Stack gap={0} style={{ flexGrow: 1 }}>
        <Text fw={500} truncate>
          {consent.subject.label ?? consent.subject.id}
        </Text>
        <Text size="sm" c="dimmed">
          {purposeName(consent.purpose)}
          {account !== undefined && ` · ${nameOf(account.provider)}`} · <When at={since(consent)} />
        </Text>
      </Stack>
      <ConsentState of={consent.state} />
    </UnstyledButton>
  );
};
