import { SystemClock } from '#kernel';
import type { Schemas } from '../../client/index.js';
import { Hub, type HubOptions, listOrganizations, nearest, pick } from '../hub/index.js';
import { ago, Ask, factsOf, say, show, tableOf, wrong } from '../terminal/index.js';

export interface NewOrganization extends HubOptions {
  readonly ownerEmail?: string | undefined;
  readonly ownerName?: string | undefined;
}

export const showOrganizations = async (options: HubOptions): Promise<void> => {
  const hub = new Hub(options);
  const all = await listOrganizations(hub);
  const now = new SystemClock().now();
  const kept = hub.known.organizations;
  show(options, all, () =>
    all.length === 0
      ? 'No organizations yet. Make one: causeway organizations create NAME'
      : tableOf(
          ['Name', 'Id', 'Status', 'Made', 'Key kept here'],
          all.map(({ id, name, status, createdAt }) => [
            name,
            id,
            status,
            ago(createdAt, now),
            id in kept ? 'yes' : 'no',
          ]),
        ),
  );
};

/** The organization that a word names, for operators. */
export const organizationNamed = async (hub: Hub, word: string): Promise<Schemas['Organization']> => {
  const all = await listOrganizations(hub);
  const found = pick(word, all);
  if (found) return found;
  const meant = nearest(
    word,
    all.map(({ name }) => name),
  );
  throw wrong(
    `There is no organization "${word}".`,
    meant ? `Did you mean ${meant}?` : '"causeway organizations" lists them.',
  );
};

export const showOrganization = async (options: HubOptions, word: string): Promise<void> => {
  const organization = await organizationNamed(new Hub(options), word);
  show(options, organization, () =>
    factsOf({
      Name: organization.name,
      Id: organization.id,
      Status: organization.status,
      Made: organization.createdAt,
    }),
  );
};

/** The owner's first key is shown this once, and kept in the profile so that the next command can use it. */
export const createOrganization = async (options: NewOrganization, name: string): Promise<void> => {
  const hub = new Hub(options);
  const client = hub.operator();
  const ask = Ask.onTerminal(options);
  const email =
    options.ownerEmail ??
    (await ask.text({ message: 'E-mail address of its owner', flag: '--owner-email ADDRESS' }));
  const ownerName = options.ownerName ?? email.split('@')[0] ?? email;
  const body = { name, owner: { email, name: ownerName } };
  const made = await hub.answer(client.POST('/admin/v1/organizations', { body }));
  const { organization, apiKey } = made;
  hub.profile.keep(hub.url, { organizations: { [organization.id]: { name, key: apiKey.key } } });
  show(options, made, () =>
    [
      factsOf({ Organization: organization.name, Id: organization.id, 'Owner’s key': apiKey.key }),
      '',
      `The key is shown this once. It is kept in ${hub.profile.file} for further commands here.`,
    ].join('\n'),
  );
  if (!options.json) say(`Next: causeway connect --organization "${name}"`);
};
