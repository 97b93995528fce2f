import { CommandProblem, exitCodes, misused } from '../terminal/index.js';
import { jsonIn } from './set-up.js';
import { endUserOf } from './sign-in.js';
import { type Connection, type Integration, mention, type Stage } from './stage.js';

/** JSON Schema of one field, as `GET /v1/providers` shows it. */
interface Field {
  readonly title?: string;
  readonly description?: string;
  readonly secret?: boolean;
  readonly format?: string;
}

/** Connects by what a person types in: an app password, an API key. The hub tries it at the provider before it keeps it. */
export const connectWithSecret = async (stage: Stage, integration: Integration): Promise<Connection> => {
  const { options, ask } = stage;
  if (options.credentialsFile) return attempt(stage, integration, jsonIn(options.credentialsFile));
  if (!ask.isInteractive) throw misused('No credentials were given.', flagFor(stage));
  for (;;) {
    const credentials = await typed(stage);
    try {
      return await attempt(stage, integration, credentials);
    } catch (error) {
      if (!(error instanceof CommandProblem) || error.exitCode !== exitCodes.problem) throw error;
      mention(stage, `\n${error.message}`);
      if (!(await ask.confirm({ message: 'Type it again?', flag: '' }))) throw error;
    }
  }
};

const attempt = (stage: Stage, integration: Integration, credentials: Record<string, string>) => {
  const { hub, organization, path } = stage;
  const body = { integrationId: integration.id, endUserId: endUserOf(stage), credentials };
  return hub.answer<Connection>(
    organization.client.POST('/v1/organizations/{organizationId}/connections', {
      params: { path },
      body: body,
    }),
  );
};

const fieldsOf = ({ provider }: Stage): [string, Field][] => {
  const schema = (provider.credentials ?? {}) as { readonly properties?: Readonly<Record<string, Field>> };
  return Object.entries(schema.properties ?? {});
};

const flagFor = (stage: Stage): string => {
  const names = fieldsOf(stage).map(([name]) => `"${name}": "…"`);
  return `Give --credentials-file FILE with {${names.join(', ')}}, or - for standard input.`;
};

const typed = async (stage: Stage): Promise<Record<string, string>> => {
  const credentials: Record<string, string> = {};
  for (const [name, field] of fieldsOf(stage)) {
    const question = { message: `${field.title ?? wordsOf(name)}${hint(field)}`, flag: flagFor(stage) };
    credentials[name] = isSecret(name, field)
      ? await stage.ask.secret(question)
      : await stage.ask.text(question);
  }
  return credentials;
};

const hint = ({ description }: Field): string => (description ? ` (${description})` : '');

const isSecret = (name: string, { secret, format }: Field): boolean =>
  secret === true || format === 'password' || /password|secret|token|key/i.test(name);

/** "serverUrl" as people read it: "Server url". */
const wordsOf = (name: string): string => {
  const words = name.replace(/([A-Z])/g, ' $1').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};
