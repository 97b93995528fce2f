import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

export const slackApp = {
  clientId: '1111.2222',
  clientSecret: 'backbone-client-secret',
  signingSecret: 'backbone-signing-secret',
};
export const team = 'T0ACME';

/** A mention: its one effect is an event that names `ts`. https://docs.slack.dev/reference/events/app_mention */
export const mention = (name: string) => ({
  type: 'event_callback',
  team_id: team,
  event_id: `Ev-${name}`,
  event_time: Math.floor(Date.now() / 1000),
  event: { type: 'app_mention', channel: 'C1', user: 'U1', text: name, ts: name },
  authorizations: [{ team_id: team, enterprise_id: null }],
});

/** https://docs.slack.dev/authentication/verifying-requests-from-slack */
const signed = (body: string, at: number): Record<string, string> => {
  const timestamp = String(Math.floor(at / 1000));
  const mac = createHmac('sha256', slackApp.signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  return {
    'content-type': 'application/json',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${mac}`,
  };
};

/** Posts once. 0: no answer, or none in time. */
export const post = async (hub: string, name: string, at = Date.now()): Promise<number> => {
  const body = JSON.stringify(mention(name));
  try {
    const answer = await fetch(`${hub}/hooks/slack`, {
      method: 'POST',
      body,
      headers: signed(body, at),
      signal: AbortSignal.timeout(10_000),
    });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return 0;
  }
};

/** Posts as often as it takes; answers how often that was. */
export const postUntilTaken = async (hubs: readonly string[], name: string): Promise<number> => {
  for (let attempt = 1; ; attempt += 1) {
    const hub = hubs[Math.floor(Math.random() * hubs.length)] ?? '';
    const status = await post(hub, name);
    if (status >= 200 && status < 300) return attempt;
    await sleep(50 + Math.random() * 200);
  }
};

/** Works off the numbers up to `count`, so many at a time, each when it is due. */
export const inLines = async (
  count: number,
  due: (number: number) => Promise<unknown>,
  work: (number: number) => Promise<unknown>,
): Promise<void> => {
  let next = 0;
  const line = async (): Promise<void> => {
    while (next < count) {
      const number = next;
      next += 1;
      await due(number);
      await work(number);
    }
  };
  await Promise.all(Array.from({ length: 8 }, line));
};

/** No faster than the pace. */
export const paced = (
  count: number,
  perSecond: number,
  work: (number: number) => Promise<unknown>,
): Promise<void> => {
  const began = performance.now();
  const due = async (number: number): Promise<void> => {
    const early = began + (number * 1000) / perSecond - performance.now();
    if (early > 0) await sleep(early);
  };
  return inLines(count, due, work);
};
