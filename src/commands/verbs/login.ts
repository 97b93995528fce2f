import type { Schemas } from '../../client/index.js';
import { Hub, type HubOptions, ofKey } from '../hub/index.js';
import { Ask, misused, secretFrom, show } from '../terminal/index.js';

export interface LoginOptions extends HubOptions {
  readonly keyFile?: string | undefined;
}

/** `causeway login`: keeps a key for later commands, after the hub has said whose it is. */
export const login = async (options: LoginOptions): Promise<void> => {
  const hub = new Hub(options);
  const key = options.keyFile
    ? secretFrom(options.keyFile)
    : await Ask.onTerminal(options).secret({
        message: `An operator key (cwo_…) or API key (cwk_…) of ${hub.url}`,
        flag: '--key-file FILE, or --key-file - for standard input',
      });
  const me = await hub.answer(hub.client(key).GET('/v1/me'));
  const whose = await keep(hub, key, me);
  show(options, { url: hub.url, profile: hub.profile.file, ...whose }, () =>
    [
      `Logged in to ${hub.url} as ${'organization' in whose ? `${me.role} of ${whose.organization.name}` : 'operator'}.`,
      `The key is kept in ${hub.profile.file}, which only you can read. "causeway logout" removes it.`,
    ].join('\n'),
  );
};

const keep = async (hub: Hub, key: string, me: Schemas['WhoAmI']) => {
  if (me.kind === 'operator') {
    hub.profile.keep(hub.url, { operatorKey: key });
    return { role: me.role };
  }
  if (me.kind !== 'api_key')
    throw misused('This is the token of a session, which ends soon.', 'Give an API key (cwk_…).');
  const { id, name } = await ofKey(hub, key);
  hub.profile.keep(hub.url, { organizations: { [id]: { name, key } } });
  return { role: me.role, organization: { id, name } };
};

/** `causeway logout`: forgets every key of a hub. The keys themselves go on working until they are revoked. */
export const logout = async (options: HubOptions): Promise<void> => {
  const { url, profile } = new Hub(options);
  const forgotten = profile.forget(url);
  show(options, { url, forgotten }, () =>
    forgotten
      ? `The keys for ${url} are removed from ${profile.file}. They still work elsewhere: "causeway keys revoke" ends them.`
      : `No keys for ${url} were known.`,
  );
};
