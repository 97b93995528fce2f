import { Injectable } from '@nestjs/common';
import { Counter, Histogram, Registry } from 'prom-client';
import type { Exchange } from '#http';

/** Figures of this process, for Prometheus. */
@Injectable()
export class OutboundMetrics {
  readonly registry = new Registry();

  private readonly requests = new Counter({
    name: 'causeway_outbound_requests_total',
    help: 'Requests to providers, by host and answer',
    labelNames: ['host', 'answer'],
    registers: [this.registry],
  });

  private readonly duration = new Histogram({
    name: 'causeway_outbound_request_seconds',
    help: 'How long providers take to answer',
    labelNames: ['host'],
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [this.registry],
  });

  observe({ host, status, error, durationMs }: Exchange): void {
    this.requests.inc({ host, answer: String(status ?? error ?? 'unknown') });
    this.duration.observe({ host }, durationMs / 1000);
  }
}
