import { Inject, Injectable } from '@nestjs/common';
import { signStandard } from '#webhooks/signatures';
import { type CourierAnswer, type Destination, parseRetryAfter, redact, redactUrl } from '#http';
import { Clock, HubError } from '#kernel';
import { type WebhooksOptions, webhooksOptions } from '../webhooks.options.js';
import type { DueDelivery } from './due-deliveries.js';
import { Slots } from './slots.js';
import { isSuccess, WebhookClient } from './webhook-client.js';

/** Of the requests that this process has on the wire, the part of one organization. */
const share = 1 / 4;

export interface Target {
  readonly endpointId: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
}

export interface Attempt {
  readonly delivery: DueDelivery;
  readonly number: number;
  readonly attemptedAt: Date;
  readonly durationMs: number;
  readonly outcome: 'delivered' | 'failed' | 'gone';
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly responseStatus: number | null;
  readonly responseHeaders: Readonly<Record<string, string>> | null;
  readonly responseBody: string | null;
  readonly error: string | null;
  readonly retryAfterMs?: number | undefined;
}

/** Makes one attempt. Whatever the receiver does comes back as an attempt; nothing is thrown but our own stopping. */
@Injectable()
export class Sender {
  readonly slots: Slots;
  private readonly destinations = new WeakMap<Target, Destination>();

  constructor(
    private readonly client: WebhookClient,
    private readonly clock: Clock,
    @Inject(webhooksOptions) { atOnce }: WebhooksOptions,
  ) {
    this.slots = new Slots(atOnce, Math.floor(atOnce * share));
  }

  async send(target: Target, delivery: DueDelivery, signal: AbortSignal): Promise<Attempt> {
    const attemptedAt = this.clock.now();
    const body = bodyOf(delivery);
    const { eventId: id } = delivery;
    const signed = signStandard({ id, timestamp: attemptedAt, body, secrets: target.secrets });
    const headers = { 'content-type': 'application/json', ...signed };
    const began = performance.now();
    const facts = (): AttemptFacts => ({
      delivery,
      number: delivery.attempts + 1,
      attemptedAt,
      durationMs: Math.round(performance.now() - began),
      // Custom headers are secrets of the organization.
      requestHeaders: { ...headers, ...redactedValues(target.headers) },
    });
    try {
      const destination = this.destinationOf(target);
      const letter = { headers: { ...target.headers, ...headers }, body, signal };
      return this.answered(facts(), await this.client.post(destination, letter));
    } catch (error) {
      if (signal.aborted || !(error instanceof HubError)) throw error;
      return unanswered(facts(), error.publicDetail);
    }
  }

  /** The URL of a target is looked at once; its address is checked at every connection. */
  private destinationOf(target: Target): Destination {
    const known = this.destinations.get(target);
    if (known) return known;
    const destination = this.client.destination(target.url);
    this.destinations.set(target, destination);
    return destination;
  }

  private answered(facts: AttemptFacts, { status, headers, body }: CourierAnswer): Attempt {
    const isDelivered = isSuccess(status);
    const retryAfter = headers['retry-after'];
    return {
      ...facts,
      outcome: isDelivered ? 'delivered' : status === 410 ? 'gone' : 'failed',
      responseStatus: status,
      responseHeaders: shownHeaders(headers),
      responseBody: shownBody(body, String(headers['content-encoding'] ?? 'identity')),
      error: isDelivered ? null : `The endpoint answered ${status}.`,
      retryAfterMs:
        retryAfter === undefined ? undefined : parseRetryAfter(String(retryAfter), this.clock.now()),
    };
  }
}

/** Those that tell what answered; others may be cookies and tokens. */
const telling = [
  'content-type',
  'content-length',
  'date',
  'location',
  'retry-after',
  'server',
  'via',
  'x-request-id',
] as const;

const shownHeaders = (headers: CourierAnswer['headers']): Record<string, string> => {
  const shown: Record<string, string> = {};
  for (const name of telling) {
    const value = headers[name];
    if (value === undefined) continue;
    const text = String(value).slice(0, 500);
    shown[name] = name === 'location' ? redactUrl(text) : text;
  }
  return shown;
};

const shownBody = (body: Buffer, encoding: string): string => {
  if (body.length === 0) return '';
  if (encoding !== 'identity') return '[encoded, although that was not asked for]';
  return redact(body.toString('utf8')) as string;
};

type AttemptFacts = Pick<Attempt, 'delivery' | 'number' | 'attemptedAt' | 'durationMs' | 'requestHeaders'>;

const unanswered = (facts: AttemptFacts, error: string): Attempt => ({
  ...facts,
  outcome: 'failed',
  responseStatus: null,
  responseHeaders: null,
  responseBody: null,
  error,
});

/** The same bytes at every attempt. `data` is put in as the database keeps it. */
const bodyOf = ({ eventId, type, occurredAt, data }: DueDelivery): Buffer =>
  Buffer.from(
    `{"id":"${eventId}","type":${JSON.stringify(type)},"timestamp":"${occurredAt.toISOString()}","data":${data}}`,
  );

const redactedValues = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.keys(headers).map(name => [name.toLowerCase(), '[redacted]']));
