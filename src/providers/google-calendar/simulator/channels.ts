import { randomBytes } from 'node:crypto';
import type { Clock } from '#kernel';
import { Postbox, type SimulatorReply, type SimulatorRequest } from '#provider-sdk/simulator';
import { refuse } from './refusal.js';

interface Channel {
  readonly id: string;
  readonly resourceId: string;
  readonly calendarId: string;
  readonly address: string;
  readonly token: string;
  readonly expiresAt: number;
  messages: number;
}

const defaultSeconds = 604_800;

/** Notification channels: an empty POST whose headers say that something changed. */
export class Channels {
  readonly postbox = new Postbox();
  private readonly open = new Map<string, Channel>();
  /** Notifications that could not be delivered, for whoever looks why nothing arrived. */
  readonly failures: string[] = [];
  private readonly underway = new Set<Promise<void>>();

  constructor(
    private readonly clock: Clock,
    private readonly baseUrl: () => string,
  ) {}

  watch(calendarId: string, request: SimulatorRequest): SimulatorReply {
    const body = request.json();
    const { id, type, address, token } = body;
    if (type !== 'web_hook' || typeof address !== 'string' || !URL.canParse(address)) {
      throw refuse(400, 'push.webhookUrlNotHttps', 'WebHook callback must be HTTPS');
    }
    if (typeof id !== 'string' || !/^[A-Za-z0-9\-_+/=]{1,64}$/.test(id)) {
      throw refuse(400, 'channelIdInvalid', 'Channel id is invalid');
    }
    if (this.open.has(id)) throw refuse(400, 'channelIdNotUnique', `Channel id ${id} not unique`);
    const seconds = Number((body['params'] as { ttl?: string } | undefined)?.ttl ?? defaultSeconds);
    const channel: Channel = {
      id,
      resourceId: randomBytes(18).toString('base64url'),
      calendarId,
      address,
      token: typeof token === 'string' ? token : '',
      expiresAt: this.clock.now().getTime() + seconds * 1000,
      messages: 0,
    };
    this.open.set(id, channel);
    this.post(channel, 'sync');
    const { resourceId, expiresAt } = channel;
    const answer = { kind: 'api#channel', id, resourceId, resourceUri: this.resourceUri(channel), token };
    return { status: 200, body: { ...answer, expiration: String(expiresAt) } };
  }

  stop(request: SimulatorRequest): SimulatorReply {
    const { id, resourceId } = request.json();
    const channel = this.open.get(String(id));
    if (channel?.resourceId !== resourceId)
      throw refuse(404, 'notFound', `Channel '${String(id)}' not found`);
    this.open.delete(String(id));
    return { status: 204 };
  }

  /** Those that still notify somebody. */
  living(): { readonly id: string; readonly address: string; readonly calendarId: string }[] {
    const now = this.clock.now().getTime();
    return [...this.open.values()].filter(channel => channel.expiresAt > now);
  }

  notify(calendarId: string): void {
    for (const channel of this.open.values())
      if (channel.calendarId === calendarId) this.post(channel, 'exists');
  }

  /** Resolves when nothing is on its way any more. */
  async settled(): Promise<void> {
    await Promise.all(this.underway);
  }

  private post(channel: Channel, state: 'sync' | 'exists'): void {
    if (channel.expiresAt <= this.clock.now().getTime()) return;
    channel.messages += 1;
    const headers = {
      'x-goog-channel-id': channel.id,
      'x-goog-channel-token': channel.token,
      'x-goog-channel-expiration': new Date(channel.expiresAt).toUTCString(),
      'x-goog-resource-id': channel.resourceId,
      'x-goog-resource-uri': this.resourceUri(channel),
      'x-goog-resource-state': state,
      'x-goog-message-number': String(channel.messages),
    };
    const signal = AbortSignal.timeout(5_000);
    const delivery = this.postbox
      .post(channel.address, { method: 'POST', headers, signal })
      .then(response => {
        if (!response.ok) this.failures.push(`${channel.address} answered ${response.status}`);
        return response.body?.cancel();
      })
      .catch((error: unknown) => {
        this.failures.push(`${channel.address}: ${String(error)}`);
      })
      .finally(() => this.underway.delete(delivery));
    this.underway.add(delivery);
  }

  private resourceUri({ calendarId }: Channel): string {
    return `${this.baseUrl()}/calendar/v3/calendars/${encodeURIComponent(calendarId)}/events?alt=json`;
  }
}
