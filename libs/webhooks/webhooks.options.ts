import type { EventType } from '#database';

export interface WebhooksOptions {
  /** The hub's whole catalogue. */
  readonly eventTypes: readonly EventType[];
  /** Networks outside the public internet that endpoints may live in. */
  readonly allowPrivate: readonly string[];
  /** Literal origins that endpoints may have besides, each with its port: the inbox of the sandbox. */
  readonly allowOrigins: readonly string[];
  /** Whether this process sends deliveries. */
  readonly process: boolean;
  /** Deliveries that this process has under way at once. */
  readonly atOnce: number;
  readonly retentionDays: number;
}

export const webhooksOptions = Symbol('WebhooksOptions');
