import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from '#kernel';
import { Postbox, type SimulatorReply, type SimulatorRequest } from '#provider-sdk/simulator';
import { refuse } from './refusal.js';
import type { ChangeType, StoredEvent } from './store.js';

export interface Subscription {
  readonly id: string;
  readonly calendarId: string;
  readonly resource: string;
  readonly changeTypes: readonly string[];
  readonly notificationUrl: string;
  readonly lifecycleNotificationUrl: string | null;
  readonly clientState: string;
  expiresAt: number;
}

export type LifecycleEvent = 'reauthorizationRequired' | 'subscriptionRemoved' | 'missed';

const mostMinutes = 10_080;
const leastMinutes = 45;
const validationTimeoutMs = 10_000;

/** Change notifications: https://learn.microsoft.com/graph/api/resources/subscription */
export class Subscriptions {
  readonly postbox = new Postbox();
  private readonly open = new Map<string, Subscription>();
  /** Deliveries that were not taken, for whoever looks why nothing arrived. */
  readonly failures: string[] = [];
  private readonly underway = new Set<Promise<void>>();

  constructor(private readonly clock: Clock) {}

  async create(request: SimulatorRequest): Promise<SimulatorReply> {
    const body = request.json();
    const text = (name: string): string => {
      const value = body[name];
      return typeof value === 'string' ? value : '';
    };
    const [notificationUrl, lifecycle] = [text('notificationUrl'), text('lifecycleNotificationUrl')];
    const [resource, clientState] = [text('resource'), text('clientState')];
    const calendarId = /^\/?me\/calendars\/([^/]+)\/events$/.exec(resource)?.[1];
    if (calendarId === undefined) throw refuse(400, 'InvalidRequest', `Unsupported resource ${resource}.`);
    if (clientState.length > 128) throw refuse(400, 'InvalidRequest', 'clientState is too long.');
    for (const address of [notificationUrl, ...(lifecycle ? [lifecycle] : [])]) await this.validate(address);
    const subscription: Subscription = {
      id: randomUUID(),
      calendarId,
      resource,
      changeTypes: text('changeType').split(','),
      notificationUrl,
      lifecycleNotificationUrl: lifecycle || null,
      clientState,
      expiresAt: this.expiry(body['expirationDateTime']),
    };
    this.open.set(subscription.id, subscription);
    return { status: 201, body: this.show(subscription) };
  }

  list(): SimulatorReply {
    return { status: 200, body: { value: this.living().map(each => this.show(each)) } };
  }

  renew(request: SimulatorRequest): SimulatorReply {
    const subscription = this.find(request);
    subscription.expiresAt = this.expiry(request.json()['expirationDateTime']);
    return { status: 200, body: this.show(subscription) };
  }

  remove(request: SimulatorRequest): SimulatorReply {
    this.open.delete(this.find(request).id);
    return { status: 204 };
  }

  living(): Subscription[] {
    const now = this.clock.now().getTime();
    return [...this.open.values()].filter(({ expiresAt }) => expiresAt > now);
  }

  notify(calendarId: string, changeType: ChangeType, event: StoredEvent): void {
    for (const subscription of this.living()) {
      if (subscription.calendarId !== calendarId || !subscription.changeTypes.includes(changeType)) continue;
      const id = `Users/me/Events/${event.id}`;
      const resourceData = {
        '@odata.type': '#Microsoft.Graph.Event',
        '@odata.id': id,
        '@odata.etag': event['@odata.etag'],
        id: event.id,
      };
      this.post(subscription.notificationUrl, [
        { ...this.item(subscription), changeType, resource: id, resourceData },
      ]);
    }
  }

  /** What Graph does to a subscription, told at its lifecycle address. */
  lifecycle(id: string, lifecycleEvent: LifecycleEvent): void {
    const subscription = this.open.get(id);
    if (!subscription?.lifecycleNotificationUrl)
      throw new Error(`Subscription ${id} hears nothing of its life`);
    if (lifecycleEvent === 'subscriptionRemoved') this.open.delete(id);
    this.post(subscription.lifecycleNotificationUrl, [{ ...this.item(subscription), lifecycleEvent }]);
  }

  /** Somebody else posts to the address, without knowing the secret. */
  forge(subscription: Subscription): void {
    this.post(subscription.notificationUrl, [
      { ...this.item(subscription), clientState: 'guessed', changeType: 'updated' },
    ]);
  }

  /** Resolves when nothing is on its way any more. */
  async settled(): Promise<void> {
    await Promise.all(this.underway);
  }

  private async validate(address: string): Promise<void> {
    const token = `Validation: Testing client application reachability for subscription Request-Id: ${randomUUID()}`;
    if (!URL.canParse(address))
      throw refuse(400, 'InvalidRequest', 'The notification address is no address.');
    const url = new URL(address);
    url.searchParams.set('validationToken', token);
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      signal: AbortSignal.timeout(validationTimeoutMs),
    }).catch((error: unknown) => {
      throw refuse(400, 'ValidationError', `Subscription validation request failed: ${String(error)}`);
    });
    const isText = response.headers.get('content-type')?.startsWith('text/plain') ?? false;
    if (response.status !== 200 || !isText || (await response.text()) !== token)
      throw refuse(
        400,
        'ValidationError',
        'The server did not answer with the validation token as plain text.',
      );
  }

  private expiry(value: unknown): number {
    const now = this.clock.now().getTime();
    const minutes = (Date.parse(String(value)) - now) / 60_000;
    if (!(minutes > 0 && minutes <= mostMinutes))
      throw refuse(
        400,
        'ExtensionError',
        `Subscription expiration can only be ${mostMinutes} minutes in the future.`,
      );
    return now + Math.max(minutes, leastMinutes) * 60_000;
  }

  private find(request: SimulatorRequest): Subscription {
    const found = this.living().find(({ id }) => id === request.params['id']);
    if (!found) throw refuse(404, 'ResourceNotFound', 'The object was not found.');
    return found;
  }

  private show({ calendarId: _, changeTypes, expiresAt, ...rest }: Subscription): object {
    const expirationDateTime = new Date(expiresAt).toISOString();
    return { ...rest, changeType: changeTypes.join(), expirationDateTime };
  }

  private item({ id, clientState, expiresAt }: Subscription): object {
    return {
      subscriptionId: id,
      clientState,
      subscriptionExpirationDateTime: new Date(expiresAt).toISOString(),
      tenantId: '84bd8158-6d4d-4958-8b9f-9d6445542f95',
    };
  }

  private post(address: string, value: readonly object[]): void {
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'client-request-id': randomBytes(8).toString('hex') },
      body: JSON.stringify({ value }),
      signal: AbortSignal.timeout(5_000),
    };
    const delivery = this.postbox
      .post(address, init)
      .then(response => {
        if (!response.ok) this.failures.push(`${address} answered ${response.status}`);
        return response.body?.cancel();
      })
      .catch((error: unknown) => {
        this.failures.push(`${address}: ${String(error)}`);
      })
      .finally(() => this.underway.delete(delivery));
    this.underway.add(delivery);
  }
}
