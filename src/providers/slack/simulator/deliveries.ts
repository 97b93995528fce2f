import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '#kernel';
import { Postbox } from '#provider-sdk/simulator';
import type { Installation } from './installations.js';
import type { SimulatedApp } from './oauth.js';
import type { SimulatedWorkspace } from './workspace.js';

export interface Attempt {
  readonly kind: 'event' | 'interactive' | 'command' | 'url_verification';
  readonly retry: number;
  /** 0: no answer in time, or none at all. */
  readonly status: number;
  readonly text: string;
}

interface Parcel {
  readonly kind: Attempt['kind'];
  readonly type: 'application/json' | 'application/x-www-form-urlencoded';
  readonly body: string;
}

const deadlineMs = 3_000;

/** What Slack posts to an app, signed: https://docs.slack.dev/authentication/verifying-requests-from-slack */
export class Deliveries {
  readonly postbox = new Postbox();
  readonly attempts: Attempt[] = [];
  /** Where the app listens; nothing is posted without it. */
  requestUrl: string | null = null;
  /** Slack's are at once, after a minute and after five. */
  retryDelaysMs: readonly number[] = [0, 60_000, 300_000];
  private readonly underway = new Set<Promise<unknown>>();

  constructor(
    private readonly app: SimulatedApp,
    private readonly clock: Clock,
  ) {}

  event(workspace: SimulatedWorkspace, installation: Installation, event: object): void {
    const { id: teamId, enterpriseId } = workspace.facts;
    const { enterprise, botUserId } = installation;
    const authorization = {
      enterprise_id: enterpriseId ?? null,
      team_id: enterprise ? null : teamId,
      user_id: botUserId,
      is_bot: true,
      is_enterprise_install: enterprise,
    };
    const body = JSON.stringify({
      token: 'deprecated',
      team_id: teamId,
      ...(enterpriseId ? { enterprise_id: enterpriseId } : {}),
      api_app_id: this.app.appId,
      event,
      type: 'event_callback',
      event_id: `Ev${randomBytes(6).toString('hex').toUpperCase()}`,
      event_time: Math.floor(this.clock.now().getTime() / 1000),
      authorizations: [authorization],
      is_ext_shared_channel: false,
      event_context: randomUUID(),
    });
    this.start(this.withRetries({ kind: 'event', type: 'application/json', body }));
  }

  /** Resolves with what the app answered. */
  interactive(payload: object): Promise<Attempt> {
    const form = new URLSearchParams({ payload: JSON.stringify({ api_app_id: this.app.appId, ...payload }) });
    return this.once({
      kind: 'interactive',
      type: 'application/x-www-form-urlencoded',
      body: form.toString(),
    });
  }

  command(fields: Readonly<Record<string, string>>): Promise<Attempt> {
    const more = { trigger_id: `1.2.${randomBytes(8).toString('hex')}`, api_app_id: this.app.appId };
    const body = new URLSearchParams({ ...more, ...fields }).toString();
    return this.once({ kind: 'command', type: 'application/x-www-form-urlencoded', body });
  }

  /** What Slack does before it takes a request URL. */
  async verifyUrl(): Promise<boolean> {
    const challenge = randomBytes(16).toString('hex');
    const body = JSON.stringify({ token: 'deprecated', challenge, type: 'url_verification' });
    const { status, text } = await this.once({ kind: 'url_verification', type: 'application/json', body });
    return status === 200 && (text.trim() === challenge || text.includes(`"challenge":"${challenge}"`));
  }

  async settled(): Promise<void> {
    while (this.underway.size > 0) await Promise.all(this.underway);
  }

  private start(work: Promise<unknown>): void {
    const done = work.finally(() => this.underway.delete(done));
    this.underway.add(done);
  }

  private async withRetries(parcel: Parcel): Promise<void> {
    if (this.requestUrl === null) return;
    let attempt = await this.post(parcel, 0, undefined);
    for (const [index, delay] of this.retryDelaysMs.entries()) {
      if (attempt.status >= 200 && attempt.status < 300) return;
      if (delay > 0) await wait(delay, undefined, { ref: false });
      attempt = await this.post(parcel, index + 1, attempt.status === 0 ? 'http_timeout' : 'http_error');
    }
  }

  private once(parcel: Parcel): Promise<Attempt> {
    return this.post(parcel, 0, undefined);
  }

  private async post(parcel: Parcel, retry: number, reason: string | undefined): Promise<Attempt> {
    const timestamp = String(Math.floor(this.clock.now().getTime() / 1000));
    const base = `v0:${timestamp}:${parcel.body}`;
    const signature = createHmac('sha256', this.app.signingSecret).update(base).digest('hex');
    const headers = {
      'content-type': parcel.type,
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
      ...(reason === undefined ? {} : { 'x-slack-retry-num': String(retry), 'x-slack-retry-reason': reason }),
    };
    const attempt = await this.exchange(parcel, retry, headers);
    this.attempts.push(attempt);
    return attempt;
  }

  private async exchange(parcel: Parcel, retry: number, headers: Record<string, string>): Promise<Attempt> {
    const { kind, body } = parcel;
    try {
      const signal = AbortSignal.timeout(deadlineMs);
      const init = { method: 'POST', headers, body, signal };
      const response = await this.postbox.post(this.requestUrl ?? '', init);
      return { kind, retry, status: response.status, text: await response.text() };
    } catch (error) {
      return { kind, retry, status: 0, text: String(error) };
    }
  }
}
