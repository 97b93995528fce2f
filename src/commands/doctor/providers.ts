import type pg from 'pg';
import type { Config } from '#config';
import { roles } from '#database';
import { bad, type Finding, good, notice, reasonOf } from './finding.js';

interface InUse {
  readonly provider: string;
  readonly needsReauth: number;
  readonly active: number;
}

/** The providers that organizations use: connections that need somebody, and whether the vendor is reached from here. */
export const providersInUse = async (
  client: pg.Client,
  isEmbedded: boolean,
  reachable: { readonly config: Config; readonly offline: boolean },
): Promise<Finding[]> => {
  const used = isEmbedded ? await countedConnections(client) : await countedByLookup(client);
  const attention = used.flatMap(({ provider, needsReauth }) =>
    needsReauth > 0
      ? [
          notice(
            'connections',
            `${needsReauth} of ${provider} have to be connected again.`,
            `causeway connect ${provider} (status names them)`,
          ),
        ]
      : [],
  );
  if (reachable.offline || used.length === 0) return attention;
  const { describeHub } = await import('../reference/describe-hub.js');
  const { manifests } = await describeHub();
  const found = await Promise.all(
    used.map(async ({ provider }) => {
      const manifest = manifests.find(({ key }) => key === provider);
      const auth = manifest?.auth;
      const configured = reachable.config.settings.CAUSEWAY_PROVIDER_URLS[provider];
      const fallback = auth?.kind === 'oauth2' ? auth.tokenUrl : manifest?.apiUrl;
      const url = configured?.token ?? configured?.api ?? fallback;
      return manifest && url && !url.includes('{') ? [await vendorAnswers(manifest.name, url)] : [];
    }),
  );
  return [...attention, ...found.flat()];
};

const countedConnections = async (client: pg.Client): Promise<InUse[]> => {
  const { rows } = await client.query<{ provider: string; active: string; waiting: string }>(
    `select i.provider, count(c.id) filter (where c.status = 'active') as active,
       count(c.id) filter (where c.status = 'needs_reauth') as waiting
     from integration i left join connection c on c.integration_id = i.id where i.enabled group by 1 order by 1`,
  );
  return rows.map(row => ({
    provider: row.provider,
    active: Number(row.active),
    needsReauth: Number(row.waiting),
  }));
};

/** The serving role sees no organization's rows; as the lookup role it sees which providers there are, and no more. */
const countedByLookup = async (client: pg.Client): Promise<InUse[]> => {
  await client.query('begin read only');
  await client.query(`set local role ${roles.lookup}`);
  const { rows } = await client.query<{ provider: string }>(
    'select distinct provider from integration order by 1',
  );
  await client.query('commit');
  return rows.map(({ provider }) => ({ provider, active: 0, needsReauth: 0 }));
};

/** Any answer will do: a token endpoint refuses a request without parameters, and is there. */
const vendorAnswers = async (name: string, url: string): Promise<Finding> => {
  const { host } = new URL(url);
  try {
    const answer = await fetch(url, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(8_000),
    });
    return answer.status >= 500
      ? notice(
          'providers',
          `${name} (${host}) answers ${answer.status}.`,
          'Look at the vendor’s status page; the hub tries again by itself.',
        )
      : good('providers', `${name} (${host}) is reached.`);
  } catch (error) {
    return bad(
      'providers',
      `${name} (${host}) is not reached: ${reasonOf(error)}.`,
      'Check this machine’s way out: DNS, firewall, proxy.',
    );
  }
};
