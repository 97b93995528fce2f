import { Alert, Anchor, Group, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useOrganization } from '../api/organization.js';

export interface Error {
  readonly code: string;
  readonly detail: string;
}

type Place = 'connection' | 'consents' | 'settings' | 'records' | null;

interface Advice {
  readonly title: string;
  /** Null where the hub's own words say it. */
  readonly next: string | null;
  readonly place: Place;
}

const reconnect = { title: 'The account has to be connected again', place: 'connection' } as const;
const consent = { title: 'Nobody agrees to this any more', next: null, place: 'settings' } as const;

/** What each code means for the person who reads it. */
const advice: Readonly<Record<string, Advice>> = {
  provider_auth_expired: { ...reconnect, next: 'Reconnect the account; the sync goes on by itself.' },
  connection_needs_reauth: { ...reconnect, next: 'Reconnect the account; the sync goes on by itself.' },
  connection_disconnected: {
    title: 'The account was disconnected',
    next: 'It stays so for good. Connect it anew and make a sync with the new connection.',
    place: 'connection',
  },
  provider_insufficient_scope: {
    title: 'A permission is missing at the provider',
    next: 'Reconnect the account and grant the permission that is named there.',
    place: 'connection',
  },
  consent_withdrawn: consent,
  consent_expired: consent,
  consent_missing: consent,
  provider_rate_limited: {
    title: 'The provider asks to wait',
    next: 'Nothing is to be done: runs go on by themselves.',
    place: null,
  },
  provider_temporary: {
    title: 'The provider does not answer at the moment',
    next: 'Nothing is to be done: the next run tries again.',
    place: null,
  },
  provider_not_found: {
    title: 'It is gone at the provider',
    next: 'Look whether it was deleted or is no longer shared with the account. Nothing is deleted here.',
    place: 'connection',
  },
  provider_permanent: {
    title: 'The provider refuses',
    next: 'A person has to look: the provider’s own words say what is wrong.',
    place: 'records',
  },
};

const fallback: Advice = {
  title: 'The run ended early',
  next: 'What it did so far stays. Run it again; if it ends the same way, tell the operator.',
  place: null,
};

const words = {
  connection: 'Open the connection',
  consents: 'Open the consents',
  settings: 'Open the settings',
  records: 'Open the records',
} as const;

export interface TroubleProps {
  readonly error: Error;
  readonly syncId: string;
  readonly connectionId: string | null;
}

/** An error of a run in plain words, with the next step. */
export const Trouble = ({ error, syncId, connectionId }: TroubleProps) => {
  const { id } = useOrganization();
  const { title, next, place } = advice[error.code] ?? fallback;
  const addresses = {
    connection: connectionId === null ? `/o/${id}/connections` : `/o/${id}/connections/${connectionId}`,
    consents: `/o/${id}/consents`,
    settings: `/o/${id}/syncs/${syncId}?tab=settings`,
    records: `/o/${id}/records?syncId=${syncId}`,
  };
  return (
    <Alert color="red" title={title}>
      <Stack gap="xs">
        <Text size="sm">{error.detail}</Text>
        {next !== null && <Text size="sm">{next}</Text>}
        <Group gap="lg">
          {place !== null && (
            <Anchor component={Link} to={addresses[place]} size="sm" underline="always">
              {words[place]}
            </Anchor>
          )}
          <Anchor
            href={`/reference/errors#${error.code}`}
            target="_blank"
            rel="noreferrer"
            size="sm"
            underline="always"
          >
            About {error.code}
          </Anchor>
        </Group>
      </Stack>
    </Alert>
  );
};
