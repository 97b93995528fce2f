import type { Schemas } from '../../client/index.js';
import { misused, wrong } from '../terminal/index.js';
import { endUserOf } from './sign-in.js';
import { type Connection, mention, type Stage, tell } from './stage.js';

type Consent = Schemas['Consent'];
type PurposeKey = Consent['purpose'];

const consents = '/v1/organizations/{organizationId}/consents' as const;
/** Version of the words below, which are the notice. */
const noticeVersion = 'causeway-connect-1';

/** The consents that syncs of this connection stand on; what is missing is asked for and recorded. */
export const consentsFor = async (stage: Stage, connection: Connection): Promise<Map<string, string>> => {
  const given = await givenFor(stage, connection);
  const wanted = new Set(stage.provider.models.map(({ purpose }) => purpose as PurposeKey));
  const missing = [...wanted].filter(purpose => !given.has(purpose));
  if (missing.length > 0) await askFor(stage, connection, { missing, given });
  return given;
};

const givenFor = async (stage: Stage, { id, endUserId }: Connection): Promise<Map<string, string>> => {
  const { data } = await stage.hub.answer(
    stage.organization.client.GET(consents, { params: { path: stage.path } }),
  );
  const own = data.filter(
    consent =>
      consent.state === 'given' &&
      (consent.connectionId === id || (consent.connectionId === null && consent.subject.id === endUserId)),
  );
  return new Map(own.map(consent => [consent.purpose, consent.id]));
};

interface Missing {
  readonly missing: readonly PurposeKey[];
  readonly given: Map<string, string>;
}

const askFor = async (stage: Stage, connection: Connection, { missing, given }: Missing): Promise<void> => {
  const { hub, organization, path } = stage;
  const { data } = await hub.answer(organization.client.GET(`${consents}/purposes`, { params: { path } }));
  tell(
    stage,
    'Consent',
    `What is done with the data of ${connection.account.name}, and only with agreement:`,
  );
  for (const { key, name, description } of data.filter(purpose => missing.includes(purpose.key))) {
    mention(stage, `  ${name}: ${description}`);
    if (await agrees(stage, key, name)) given.set(key, await record(stage, connection, key));
    else mention(stage, `  Not agreed: nothing of ${name.toLowerCase()} will be synchronized.`);
  }
};

const agrees = async ({ options, ask }: Stage, key: PurposeKey, name: string): Promise<boolean> => {
  if (options.agree) return options.agree.includes(key) || options.agree.includes('all');
  if (!ask.isInteractive) return false;
  const message = `Has the person whose account it is agreed to "${name}"?`;
  return ask.confirm({ message, flag: `--agree ${key}` });
};

const record = async (stage: Stage, connection: Connection, purpose: PurposeKey): Promise<string> => {
  const { hub, organization, path } = stage;
  const subject = { type: 'end_user' as const, id: connection.endUserId ?? endUserOf(stage) };
  const body = { purpose, noticeVersion, subject, connectionId: connection.id };
  return (await hub.answer(organization.client.POST(consents, { params: { path }, body }))).id;
};

/** The consent that a sync of a model needs. */
export const requireConsent = (stage: Stage, given: ReadonlyMap<string, string>, purpose: string): string => {
  const id = given.get(purpose);
  if (id !== undefined) return id;
  const error = stage.ask.isInteractive ? wrong : misused;
  throw error(
    `Without consent for ${purpose} nothing is synchronized.`,
    `Ask the person, then give --agree ${purpose}.`,
  );
};
