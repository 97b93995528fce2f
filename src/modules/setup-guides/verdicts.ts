import type { Probe } from '#connections';
import type { ProviderManifest } from '#provider-sdk';
import type { IntegrationCheck } from './guides.dto.js';
import { isHttps, isLoopback, isPublic } from './reach.js';

const ok = (kind: IntegrationCheck['kind'], text: string): IntegrationCheck => ({
  kind,
  state: 'ok',
  text,
  cure: null,
});

export const enabledCheck = (enabled: boolean): IntegrationCheck =>
  enabled
    ? ok('enabled', 'The integration is enabled.')
    : {
        kind: 'enabled',
        state: 'failed',
        text: 'The integration is disabled, so nobody can connect an account.',
        cure: 'Enable it.',
      };

export const missingClient = ({ vendor }: ProviderManifest): IntegrationCheck => ({
  kind: 'client',
  state: 'failed',
  text: `There is no app of yours at ${vendor} yet: neither this integration nor the operator has a client id and secret.`,
  cure: 'Follow the set-up guide, then enter the client id and the secret.',
});

export const clientCheck = (isOwn: boolean): IntegrationCheck =>
  ok('client', isOwn ? 'The integration has a client of its own.' : 'The operator’s shared client serves.');

export const redirectCheck = (address: string, { vendor }: ProviderManifest): IntegrationCheck => {
  const kind = 'redirect_address';
  if (isHttps(address))
    return ok(kind, `People come back to ${address}. Register exactly this at ${vendor}.`);
  if (isLoopback(address))
    return {
      kind,
      state: 'warning',
      text: `People come back to ${address}, which works only in a browser on this machine.`,
      cure: 'Enough for a trial where the vendor allows it. For others set CAUSEWAY_PUBLIC_URL to an https address.',
    };
  return {
    kind,
    state: 'failed',
    text: `People would come back to ${address} without encryption, which vendors refuse.`,
    cure: 'Put the hub behind https and set CAUSEWAY_PUBLIC_URL to that address.',
  };
};

export const webhookCheck = (address: string, { vendor }: ProviderManifest): IntegrationCheck => {
  const kind = 'webhook_address';
  if (isHttps(address) && isPublic(address)) return ok(kind, `${vendor} can post to ${address}.`);
  return {
    kind,
    state: 'warning',
    text: `${vendor} cannot reach ${address}. Changes there are found by asking, on the schedule of each sync.`,
    cure: 'For changes within seconds set CAUSEWAY_WEBHOOK_URL to a public https address of the hub.',
  };
};

export const secretCheck = (isThere: boolean, { vendor }: ProviderManifest): IntegrationCheck =>
  isThere
    ? ok('webhook_secret', `The secret by which ${vendor} signs webhooks is stored.`)
    : {
        kind: 'webhook_secret',
        state: 'warning',
        text: `The secret by which ${vendor} signs webhooks is missing, so none of them can be believed.`,
        cure: 'Copy it from the app’s settings at the vendor into the integration.',
      };

/** Two answers of one question: is it there, and does it know this client? */
export const probeChecks = ({ verdict, said }: Probe, host: string, vendor: string): IntegrationCheck[] => {
  if (verdict === 'unreachable' || verdict === 'forbidden') return [unreachable(verdict, host, said)];
  const reached = ok('token_endpoint', `${host} answers.`);
  if (verdict === 'accepted')
    return [reached, ok('credentials', `${vendor} accepts the client id and the secret.`)];
  const words = said ? ` (${said})` : '';
  if (verdict === 'refused')
    return [
      reached,
      {
        kind: 'credentials',
        state: 'failed',
        text: `${vendor} does not accept the client id with this secret${words}.`,
        cure: 'Copy both once more from the app’s settings at the vendor; make a new secret if it may have ended.',
      },
    ];
  return [
    reached,
    {
      kind: 'credentials',
      state: 'unknown',
      text: `${vendor} does not say without a person whether it accepts the client id and the secret${words}.`,
      cure: 'Connect an account of your own to find out.',
    },
  ];
};

const unreachable = (
  verdict: 'unreachable' | 'forbidden',
  host: string,
  said: string | null,
): IntegrationCheck => ({
  kind: 'token_endpoint',
  state: 'failed',
  text: `${host} cannot be ${verdict === 'forbidden' ? 'called' : 'reached'}${said ? `: ${said}` : '.'}`,
  cure:
    verdict === 'forbidden'
      ? 'The operator decides about private networks: CAUSEWAY_ALLOW_PRIVATE_TARGETS.'
      : 'Look whether the hub may call out (firewall, proxy, DNS), and at the vendor’s status page.',
});

export const unknownHost = (name: string): IntegrationCheck => ({
  kind: 'token_endpoint',
  state: 'unknown',
  text: `${name} has an address for each company, which is known only once somebody connects.`,
  cure: 'Connect an account of your own to find out.',
});
