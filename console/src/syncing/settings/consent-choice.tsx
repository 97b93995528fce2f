import { Button, Group, Modal, Select, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type ReactNode, useEffect } from 'react';
import { Answer, fullTime } from '../../ui/index.js';
import type { Connection } from '../lookups.js';
import { type Consent, type Purpose, subjectOf, useGivenConsents } from './consents.js';
import { GiveConsent } from './give-consent.js';

export interface ConsentChoiceProps {
  readonly label: string;
  readonly description: string;
  readonly purpose: Purpose;
  readonly connection: Connection;
  readonly value: string | null;
  readonly onChange: (id: string | null) => void;
  readonly error?: ReactNode;
  readonly isOptional?: boolean;
}

const accountWords = ({ connectionId }: Consent, { id }: Connection): string => {
  if (connectionId === null) return '';
  return connectionId === id ? ', for this account' : ', for another account';
};

const words = (consent: Consent, connection: Connection): string =>
  `${subjectOf(consent)}, ${fullTime(consent.givenAt ?? consent.createdAt)}${accountWords(consent, connection)}`;

interface ChoiceProps extends ConsentChoiceProps {
  readonly given: readonly Consent[];
}

const optionsOf = ({ given, connection, value }: ChoiceProps) => {
  const isOfPerson = ({ subject }: Consent) =>
    subject.id === connection.endUserId || subject.id === connection.memberId;
  const rank = (consent: Consent) =>
    consent.connectionId === connection.id ? 0 : isOfPerson(consent) ? 1 : 2;
  const sorted = given.toSorted((one, other) => rank(one) - rank(other));
  const known = sorted.map(consent => ({ value: consent.id, label: words(consent, connection) }));
  const isMissing = value !== null && !given.some(({ id }) => id === value);
  const present = { value: value ?? '', label: 'The present one, which is not given any more' };
  return isMissing ? [present, ...known] : known;
};

/** The one that is meant beyond doubt: given when the account was connected, or the only one. */
const likeliest = (given: readonly Consent[], connection: Connection): string | undefined => {
  const ofAccount = given.filter(({ connectionId }) => connectionId === connection.id);
  const [only, ...others] = ofAccount.length > 0 ? ofAccount : given;
  return others.length === 0 ? only?.id : undefined;
};

const useFirst = ({ value, onChange, isOptional = false }: ConsentChoiceProps, first: string | undefined) => {
  useEffect(() => {
    if (value === null && first !== undefined && !isOptional) onChange(first);
  }, [value, first, isOptional, onChange]);
};

const Choice = (props: ChoiceProps) => {
  const { purpose, connection, value, onChange, isOptional = false } = props;
  const [isOpen, { open, close }] = useDisclosure(false);
  const known = optionsOf(props);
  useFirst(props, likeliest(props.given, connection));
  return (
    <Stack gap="xs">
      <Group align="flex-end" gap="xs">
        <Select
          label={props.label}
          description={props.description}
          placeholder={known.length === 0 ? 'Nobody has agreed yet' : 'Choose who agreed'}
          data={known}
          value={value}
          onChange={onChange}
          error={props.error}
          allowDeselect={isOptional}
          clearable={isOptional}
          withAsterisk={!isOptional}
          flex="1 1 240px"
        />
        <Button variant="default" onClick={open}>
          Record a consent
        </Button>
      </Group>
      <Modal opened={isOpen} onClose={close} title={`Record a consent: ${purpose.replaceAll('_', ' ')}`}>
        <GiveConsent
          purpose={purpose}
          connection={connection}
          onCancel={close}
          onGiven={({ id }) => {
            onChange(id);
            close();
          }}
        />
      </Modal>
    </Stack>
  );
};

/** A consent that is given, or a new one. Those of the account and its own person come first. */
export const ConsentChoice = (props: ConsentChoiceProps) => (
  <Answer of={useGivenConsents(props.purpose)} lines={2}>
    {({ data }) => <Choice {...props} given={data} />}
  </Answer>
);
