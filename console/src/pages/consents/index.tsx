import { Button, Group, Select } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useSearchParams } from 'react-router';
import { useMay } from '../../api/organization.js';
import { usePurposes } from '../../connecting/purposes.js';
import { Page } from '../../ui/index.js';
import type { Purpose, State } from './consent.js';
import { ConsentDrawer } from './consent-drawer.js';
import { ConsentRows } from './consent-rows.js';
import { GiveConsent } from './give-consent.js';

/** What is shown, kept in the address so that it can be shared and gone back to. */
const useShown = () => {
  const [query, setQuery] = useSearchParams();
  const show = (name: string, value: string | null) => {
    const next = new URLSearchParams(query);
    if (value === null) next.delete(name);
    else next.set(name, value);
    setQuery(next, { replace: true });
  };
  const state = query.get('state') as State | null;
  const purpose = query.get('purpose') as Purpose | null;
  return { state, purpose, consentId: query.get('consent'), show };
};

export const Component = () => {
  const { state, purpose, consentId, show } = useShown();
  const [isGiving, { open, close }] = useDisclosure(false);
  const mayGive = useMay('member');
  const give = mayGive ? <Button onClick={open}>Record a consent</Button> : null;
  return (
    <Page
      title="Consents"
      description="Who agreed to what, under which words and when. Without a standing consent nothing is synchronized."
      actions={give}
    >
      <Filters purpose={purpose} state={state} onChange={show} />
      <ConsentRows
        {...{ purpose, state }}
        key={`${purpose ?? ''} ${state ?? ''}`}
        onOpen={id => {
          show('consent', id);
        }}
        empty={give}
      />
      <ConsentDrawer
        consentId={consentId}
        onClose={() => {
          show('consent', null);
        }}
      />
      <GiveConsent isOpen={isGiving} onClose={close} />
    </Page>
  );
};

interface FiltersProps {
  readonly purpose: Purpose | null;
  readonly state: State | null;
  readonly onChange: (name: string, value: string | null) => void;
}

const states: readonly { readonly value: State; readonly label: string }[] = [
  { value: 'given', label: 'Given' },
  { value: 'refused', label: 'Refused' },
  { value: 'withdrawn', label: 'Withdrawn' },
  { value: 'expired', label: 'Expired' },
];

const Filters = ({ purpose, state, onChange }: FiltersProps) => {
  const { data } = usePurposes();
  const purposes = (data?.data ?? []).map(({ key, name }) => ({ value: key, label: name }));
  return (
    <Group>
      <Select
        label="Purpose"
        placeholder="Any"
        clearable
        data={purposes}
        value={purpose}
        onChange={value => {
          onChange('purpose', value);
        }}
      />
      <Select
        label="State"
        placeholder="Any"
        clearable
        data={states}
        value={state}
        onChange={value => {
          onChange('state', value);
        }}
      />
    </Group>
  );
};
