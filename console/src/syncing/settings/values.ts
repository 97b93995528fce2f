import type { UseFormReturnType } from '@mantine/form';
import type { Schemas } from '../../../../src/client/index.js';
import { problemOf } from '../../api/problem.js';
import type { Direction, Policy, Sync } from '../words.js';

/** Settings of a sync as the form holds them. */
export interface Settings {
  name: string;
  direction: Direction;
  policy: Policy;
  fieldPolicies: { field: string; policy: Policy }[];
  mappingId: string | null;
  mappingVersion: number | null;
  filter: string;
  autoSync: boolean;
  intervalSeconds: number;
  adaptiveInterval: boolean;
  consentId: string | null;
  sensitiveConsentId: string | null;
}

export type SettingsForm = UseFormReturnType<Settings>;

export const freshSettings: Settings = {
  name: '',
  direction: 'two_way',
  policy: 'manual',
  fieldPolicies: [],
  mappingId: null,
  mappingVersion: null,
  filter: '',
  autoSync: true,
  intervalSeconds: 900,
  adaptiveInterval: true,
  consentId: null,
  sensitiveConsentId: null,
};

export const settingsOf = (sync: Sync): Settings => ({
  name: sync.name,
  direction: sync.direction,
  policy: sync.policy,
  fieldPolicies: Object.entries(sync.fieldPolicies).map(([field, policy]) => ({ field, policy })),
  mappingId: sync.mappingId,
  mappingVersion: sync.mappingVersion,
  filter: sync.filter ?? '',
  autoSync: sync.autoSync,
  intervalSeconds: sync.intervalSeconds,
  adaptiveInterval: sync.adaptiveInterval,
  consentId: sync.consentId,
  sensitiveConsentId: sync.sensitiveConsentId,
});

/** As the API takes it. */
export const bodyOf = ({ consentId, name, filter, fieldPolicies, ...rest }: Settings) => ({
  ...rest,
  ...(consentId === null ? {} : { consentId }),
  ...(name.trim() === '' ? {} : { name: name.trim() }),
  filter: filter.trim() === '' ? null : filter,
  fieldPolicies: Object.fromEntries(
    fieldPolicies.filter(({ field }) => field !== '').map(({ field, policy }) => [field, policy]),
  ),
});

/** Only what differs from the sync as it is. */
export const changesOf = (sync: Sync, settings: Settings): Schemas['UpdateSync'] => {
  const before = new Map<string, unknown>(Object.entries(bodyOf(settingsOf(sync))));
  const differing = Object.entries(bodyOf(settings)).filter(
    ([name, value]) => JSON.stringify(before.get(name)) !== JSON.stringify(value),
  );
  return Object.fromEntries(differing);
};

/** Puts what the hub says about single fields beside them. */
export const showProblems = (form: SettingsForm, error: unknown): void => {
  form.setErrors({ ...problemOf(error).fields });
};
