import type { Schemas } from '../../client/index.js';
import { Hub } from '../hub/index.js';
import { CommandProblem } from '../terminal/index.js';
import { bad, type Examined, type Finding, good, notice } from './finding.js';

const oldSeconds = 15 * 60;

/** What a running hub says about its work, and each provider's credentials by a real call. */
export const hubWork = async ({ options, config }: Examined): Promise<Finding[]> => {
  const hub = new Hub({ ...options, url: options.url ?? config.publicUrl });
  return [...(await queues(hub)), ...(await credentials(hub))];
};

const queues = async (hub: Hub): Promise<Finding[]> => {
  if (!hub.operatorKey)
    return [
      notice(
        'queues',
        'The queues were not looked at: no operator key is known here.',
        'causeway login, or CAUSEWAY_OPERATOR_KEY',
      ),
    ];
  try {
    const { data } = await hub.answer(hub.operator().GET('/admin/v1/queues'));
    const found = data.flatMap(troubleOf);
    return found.length > 0 ? found : [good('queues', `${data.length} kinds of work, none old or given up.`)];
  } catch (error) {
    return [toldBy(error, 'queues')];
  }
};

export const troubleOf = ({ task, dead, oldestSeconds, paused }: Schemas['Queue']): Finding[] => [
  ...(dead
    ? [
        notice(
          'queues',
          `${dead} jobs of ${task} were given up.`,
          'Mend the cause, then replay them (docs/operations.md, "Queues").',
        ),
      ]
    : []),
  ...(oldestSeconds !== null && oldestSeconds > oldSeconds && !paused
    ? [
        bad(
          'queues',
          `Work of ${task} waits for ${Math.round(oldestSeconds / 60)} min.`,
          'Does a worker run? CAUSEWAY_ROLE=worker, more CAUSEWAY_WORKERS, or look into its log.',
        ),
      ]
    : []),
  ...(paused
    ? [notice('queues', `${task} is paused.`, 'Somebody did that; DELETE /admin/v1/queues/pauses ends it.')]
    : []),
];

const connections = '/v1/organizations/{organizationId}/connections' as const;

/** A real call for one connection of each provider in every organization whose key is known here. */
const credentials = async (hub: Hub): Promise<Finding[]> => {
  const known = Object.entries(hub.known.organizations);
  const found = await Promise.all(
    known.map(async ([organizationId, { name, key }]) => {
      try {
        return await inOrganization(hub, { organizationId, name, key });
      } catch (error) {
        return [toldBy(error, 'credentials')];
      }
    }),
  );
  return found.flat();
};

interface Known {
  readonly organizationId: string;
  readonly name: string;
  readonly key: string;
}

const inOrganization = async (hub: Hub, { organizationId, name, key }: Known): Promise<Finding[]> => {
  const client = hub.client(key);
  const path = { organizationId };
  const query = { limit: 200, status: 'active' as const };
  const { data } = await hub.answer(client.GET(connections, { params: { path, query } }));
  const onePerProvider = data.filter(
    ({ provider }, index) => data.findIndex(other => other.provider === provider) === index,
  );
  return Promise.all(
    onePerProvider.map(async ({ id, provider, account }) => {
      const params = { path: { ...path, id } };
      const health = await hub.answer(client.POST(`${connections}/{id}/check`, { params }));
      const who = `${provider} of ${account.name} for ${name}`;
      return health.healthy
        ? good('credentials', `${who} answered a real call.`)
        : bad(
            'credentials',
            `${who}: ${health.detail ?? health.status}`,
            `causeway connect ${provider} -o ${JSON.stringify(name)}`,
          );
    }),
  );
};

const toldBy = (error: unknown, check: string): Finding => {
  if (!(error instanceof CommandProblem)) throw error;
  return notice(check, error.message, error.details.cure);
};
