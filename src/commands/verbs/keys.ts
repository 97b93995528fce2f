import { SystemClock } from '#kernel';
import type { Schemas } from '../../client/index.js';
import { fitting, Hub, type HubOptions, openOrganization } from '../hub/index.js';
import { ago, Ask, factsOf, misused, say, show, tableOf, wrong } from '../terminal/index.js';

export interface KeysOptions extends HubOptions {
  /** Operator keys, not those of an organization. */
  readonly operator?: boolean | undefined;
}

export interface NewKeyOptions extends KeysOptions {
  readonly role: Schemas['CreateApiKeyInput']['role'];
  readonly scopes?: readonly string[] | undefined;
  readonly expires?: string | undefined;
}

export interface RotateOptions extends KeysOptions {
  /** Hours. */
  readonly overlap: number;
}

type AnyKey = Schemas['OperatorKey'] | Schemas['ApiKey'];
type RotatedKey = Schemas['RotatedOperatorKey'] | Schemas['RotatedApiKey'];

/** Where a set of keys is kept: the installation's operators, or one organization. */
interface KeyRack {
  list(): Promise<readonly AnyKey[]>;
  create(name: string, options: NewKeyOptions): Promise<AnyKey & { key: string }>;
  rotate(id: string, body: Schemas['RotateKeyInput']): Promise<RotatedKey>;
  revoke(id: string): Promise<unknown>;
}

const rackOf = (hub: Hub, options: KeysOptions): Promise<KeyRack> | KeyRack =>
  options.operator ? operatorRack(hub) : organizationRack(hub);

const operatorRack = (hub: Hub): KeyRack => {
  const client = hub.operator();
  return {
    list: async () => (await hub.answer(client.GET('/admin/v1/operator-keys'))).data,
    create: (name, options) =>
      hub.answer(client.POST('/admin/v1/operator-keys', { body: { name, ...endOf(options) } })),
    rotate: (id, body) =>
      hub.answer(client.POST('/admin/v1/operator-keys/{id}/rotate', { params: { path: { id } }, body })),
    revoke: id => hub.answer(client.DELETE('/admin/v1/operator-keys/{id}', { params: { path: { id } } })),
  };
};

const organizationRack = async (hub: Hub): Promise<KeyRack> => {
  const { client, id: organizationId } = await openOrganization(hub);
  const keys = '/v1/organizations/{organizationId}/keys' as const;
  const params = { path: { organizationId } };
  return {
    list: async () => {
      const query = { limit: 200 };
      return (await hub.answer(client.GET(keys, { params: { ...params, query } }))).data;
    },
    create: (name, options) => {
      const { role, scopes } = options;
      const body = { name, role, ...(scopes ? { scopes: [...scopes] } : {}), ...endOf(options) };
      return hub.answer(client.POST(keys, { params, body: body }));
    },
    rotate: (id, body) =>
      hub.answer(client.POST(`${keys}/{id}/rotate`, { params: { path: { organizationId, id } }, body })),
    revoke: id => hub.answer(client.DELETE(`${keys}/{id}`, { params: { path: { organizationId, id } } })),
  };
};

const endOf = ({ expires }: NewKeyOptions): { expiresAt?: string } => {
  if (expires === undefined) return {};
  const time = Date.parse(expires);
  if (Number.isNaN(time)) throw misused(`${expires} is no time.`, 'It looks like 2027-01-31.');
  return { expiresAt: new Date(time).toISOString() };
};

export const showKeys = async (options: KeysOptions): Promise<void> => {
  const hub = new Hub(options);
  const keys = await (await rackOf(hub, options)).list();
  const now = new SystemClock().now();
  show(options, keys, () =>
    tableOf(
      ['Name', 'Begins with', 'Role', 'State', 'Last used', 'Id'],
      keys.map(key => [
        key.name,
        key.prefix,
        roleOf(key),
        stateOf(key, now),
        ago(key.lastUsedAt, now),
        key.id,
      ]),
    ),
  );
};

const roleOf = (key: AnyKey): string => ('role' in key ? key.role : 'operator');

const isWorking = ({ revokedAt, expiresAt }: AnyKey, now: Date): boolean =>
  revokedAt === null && (expiresAt === null || Date.parse(expiresAt) > now.getTime());

const stateOf = (key: AnyKey, now: Date): string => {
  if (!isWorking(key, now)) return key.revokedAt === null ? 'ended' : 'revoked';
  return key.expiresAt === null ? 'works' : `works until ${minuteOf(key.expiresAt)}`;
};

const minuteOf = (time: string): string => `${time.slice(0, 16).replace('T', ' ')} UTC`;

export const createKey = async (options: NewKeyOptions, name: string): Promise<void> => {
  const hub = new Hub(options);
  const made = await (await rackOf(hub, options)).create(name, options);
  show(options, made, () => factsOf({ Key: made.key, Name: made.name, Role: roleOf(made), Id: made.id }));
  if (!options.json) say('\nThe key is shown this once.');
};

export interface RevokeOptions extends KeysOptions {
  readonly yes?: boolean | undefined;
}

/** By id, name or the beginning that lists show. */
const keyCalled = (word: string, keys: readonly AnyKey[]): AnyKey => {
  const [key, ...others] = fitting(word, keys, ({ id, name, prefix }) => [id, name, prefix]);
  if (!key) throw wrong(`No working key is called "${word}".`, '"causeway keys" lists them.');
  if (others.length > 0) throw misused(`"${word}" fits ${others.length + 1} keys.`, 'Give the id.');
  return key;
};

/** A key that `causeway login` keeps is replaced where it is kept, or the next command would soon be refused. */
export const rotateKey = async (options: RotateOptions, word: string): Promise<void> => {
  const hub = new Hub(options);
  const rack = await rackOf(hub, options);
  const now = new SystemClock().now();
  // The old key of an earlier rotation has the same name, and is done.
  const current = (await rack.list()).filter(key => key.successorId === null && isWorking(key, now));
  const old = keyCalled(word, current);
  const made = await rack.rotate(old.id, { overlapSeconds: Math.round(options.overlap * 3600) });
  const isKept = hub.profile.replace(hub.url, old.prefix, made.key);
  const end = options.overlap === 0 ? 'has ended' : `works until ${minuteOf(made.predecessor.endsAt)}`;
  show(options, made, () => factsOf({ Key: made.key, Name: made.name, Id: made.id, 'Old key': end }));
  if (options.json) return;
  say('\nThe key is shown this once.');
  if (isKept) say(`${hub.profile.file} keeps it in place of the old one.`);
};

/** Ends at once for whoever uses it: so it asks. */
export const revokeKey = async (options: RevokeOptions, word: string): Promise<void> => {
  const rack = await rackOf(new Hub(options), options);
  const key = keyCalled(
    word,
    (await rack.list()).filter(one => one.revokedAt === null),
  );
  const question = {
    message: `Revoke ${key.name} (${key.prefix}…)? Whoever uses it is refused at once.`,
    flag: '--yes',
  };
  if (!options.yes && !(await Ask.onTerminal(options).confirm(question))) throw wrong('Nothing was revoked.');
  await rack.revoke(key.id);
  show(options, { id: key.id, revoked: true }, () => `${key.name} is revoked.`);
};
