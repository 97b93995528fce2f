import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { Counter, Registry } from 'prom-client';
import { connectionEvents } from '#connections';

/** What became of connections in this process: how many were made, and how many vendors no longer take. */
@Injectable()
export class ConnectionMetrics {
  readonly registry = new Registry();

  private readonly events = new Counter({
    name: 'causeway_connection_events_total',
    help: 'Connections made, lost (the vendor refuses the credential) and ended',
    labelNames: ['event'],
    registers: [this.registry],
  });

  @OnEvent(connectionEvents.connected)
  connected(): void {
    this.events.inc({ event: 'connected' });
  }

  @OnEvent(connectionEvents.needsReauth)
  lost(): void {
    this.events.inc({ event: 'needs_reauth' });
  }

  @OnEvent(connectionEvents.disconnected)
  ended(): void {
    this.events.inc({ event: 'disconnected' });
  }
}
