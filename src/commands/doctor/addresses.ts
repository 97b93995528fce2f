import type { Config } from '#config';
import { SystemClock } from '#kernel';
import { bad, type Finding, good, notice, reasonOf } from './finding.js';

const patience = 8_000;
const tolerance = 30_000;

const notHere = 'Start it: npm start. If it was started with another PORT, give that to this command too.';

/** Whether the addresses that vendors and browsers use lead to a hub, seen from here. */
export const addresses = async (config: Config): Promise<Finding[]> => {
  const { settings, publicUrl, callbackUrl, webhookUrl } = config;
  if (!settings.CAUSEWAY_PUBLIC_URL && !settings.CAUSEWAY_CALLBACK_URL)
    return [await reached('hub', publicUrl, notHere), localOnly(callbackUrl)];
  const named = [
    ['public URL', publicUrl],
    ['callback URL', callbackUrl],
    ['webhook URL', webhookUrl],
  ] as const;
  const once = named.filter(([, url], index) => named.findIndex(([, other]) => other === url) === index);
  return Promise.all(once.map(([name, url]) => reached(name, url, cureFor(name))));
};

const cureFor = (name: string): string =>
  name === 'public URL'
    ? 'Check that the hub runs, the proxy forwards to it, and the name resolves (CAUSEWAY_PUBLIC_URL).'
    : 'Check the proxy and the setting: sign-ins and webhooks end there.';

const localOnly = (url: string): Finding =>
  notice(
    'callback',
    `Sign-ins come back to ${url}, which works in a browser on this machine alone.`,
    'For others, set CAUSEWAY_PUBLIC_URL to an https address.',
  );

const reached = async (name: string, base: string, cure: string): Promise<Finding> => {
  const url = `${base}/health/live`;
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(patience), redirect: 'manual' });
    const body = (await answer.json().catch(() => null)) as { status?: string } | null;
    if (!answer.ok || body?.status !== 'ok')
      return bad(name, `${url} answers ${answer.status}, and that is no hub.`, cure);
    return clockOf(name, url, answer.headers.get('date'));
  } catch (error) {
    const says = `${url} is not reached: ${reasonOf(error)}.`;
    return name === 'hub' ? notice(name, says, cure) : bad(name, says, cure);
  }
};

/** RFC 9110 §6.6.1: the Date header says when the answer was made, to the second. */
const clockOf = (name: string, url: string, date: string | null): Finding => {
  const apart = date === null ? 0 : Math.abs(new SystemClock().now().getTime() - Date.parse(date));
  if (apart <= tolerance) return good(name, `${url} answers.`);
  return bad(
    name,
    `${url} answers, but its clock is ${Math.round(apart / 1000)} s away from this one.`,
    'Signed requests and tokens need the right time: turn on time synchronization.',
  );
};
