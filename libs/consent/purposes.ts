import { invalid } from '#kernel';

/** GDPR Art. 6(1) (a) to (f), in its order: https://eur-lex.europa.eu/eli/reg/2016/679/art_6/oj */
export const lawfulBases = [
  'consent',
  'contract',
  'legal_obligation',
  'vital_interests',
  'public_task',
  'legitimate_interests',
] as const;
export type LawfulBasis = (typeof lawfulBases)[number];

/** Why data is processed. One line each; the key is stored for ever, so it is never renamed. */
export const purposes = [
  {
    key: 'calendar_sync',
    name: 'Calendar sync',
    description: 'Reading and writing calendar events so that both calendars show the same.',
    defaultLawfulBasis: 'consent',
  },
  {
    key: 'contact_sync',
    name: 'Contact sync',
    description: 'Reading and writing contacts and the members of a workspace.',
    defaultLawfulBasis: 'consent',
  },
  {
    key: 'employee_sync',
    name: 'Employee sync',
    description:
      'Reading and writing who works for the organization: name, position, department, work contacts.',
    defaultLawfulBasis: 'contract',
  },
  {
    key: 'employee_sensitive',
    name: 'Sensitive employee data',
    description:
      'Reading and writing private data of employees: birthday, home address, identification, pay.',
    defaultLawfulBasis: 'consent',
  },
  {
    key: 'file_sync',
    name: 'File sync',
    description: 'Reading and writing files and folders: names, places, sizes, and contents on request.',
    defaultLawfulBasis: 'consent',
  },
  {
    key: 'identity',
    name: 'Identity',
    description: 'Knowing which account is connected: its id, name and address.',
    defaultLawfulBasis: 'consent',
  },
  {
    key: 'messaging',
    name: 'Messages',
    description: 'Reading messages and writing them on your behalf.',
    defaultLawfulBasis: 'consent',
  },
  {
    key: 'task_sync',
    name: 'Task sync',
    description: 'Reading and writing tasks, issues and their comments so that both sides show the same.',
    defaultLawfulBasis: 'consent',
  },
] as const satisfies readonly Purpose[];

export interface Purpose {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly defaultLawfulBasis: LawfulBasis;
}
export type PurposeKey = (typeof purposes)[number]['key'];

export const purposeKeys = purposes.map(purpose => purpose.key) as [PurposeKey, ...PurposeKey[]];

const byKey: ReadonlyMap<string, Purpose & { readonly key: PurposeKey }> = new Map(
  purposes.map(purpose => [purpose.key, purpose]),
);

/** Manifests and callers name purposes by text; an unknown one is refused before anything is recorded. */
export const purposeOf = (key: string): Purpose & { readonly key: PurposeKey } => {
  const found = byKey.get(key);
  if (!found) throw invalid('purpose', `expected one of ${purposeKeys.join(', ')}`);
  return found;
};

/** As people call it. */
export const nameOf = (key: string): string => byKey.get(key)?.name ?? key;
