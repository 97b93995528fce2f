import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Exchange, PacingEvent } from '#http';

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

  private readonly waits = new Histogram({
    name: 'causeway_outbound_wait_seconds',
    help: 'How long requests waited for a turn, of those that had to, by provider and budget',
    labelNames: ['provider', 'budget'],
    buckets: [0.01, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers: [this.registry],
  });

  private readonly refusals = new Counter({
    name: 'causeway_outbound_refused_total',
    help: 'Requests sent away because their turn was too far off',
    labelNames: ['provider', 'budget'],
    registers: [this.registry],
  });

  private readonly closures = new Counter({
    name: 'causeway_outbound_rate_limited_total',
    help: 'How often a vendor closed a budget: it refused a request, or said that none are left',
    labelNames: ['provider', 'budget'],
    registers: [this.registry],
  });

  /** `waiting` says how many requests stand in line, by budget. */
  waitingIn(waiting: () => Iterable<[key: string, count: number]>): void {
    const gauge: Gauge = new Gauge({
      name: 'causeway_outbound_waiting',
      help: 'Requests that wait for a turn',
      labelNames: ['provider', 'budget'],
      registers: [this.registry],
      collect() {
        gauge.reset();
        for (const [key, count] of waiting()) gauge.inc(labelsOf(key), count);
      },
    });
  }

  paced({ kind, key, milliseconds }: PacingEvent): void {
    const labels = labelsOf(key);
    if (kind === 'waited') this.waits.observe(labels, milliseconds / 1000);
    else (kind === 'refused' ? this.refusals : this.closures).inc(labels);
  }

  observe({ host, status, error, durationMs }: Exchange): void {
    this.requests.inc({ host, answer: String(status ?? error ?? 'unknown') });
    this.duration.observe({ host }, durationMs / 1000);
  }
}

/** `github:client:shared` → github, client. Whose budget it is would be one series for each connection. */
const labelsOf = (key: string) => {
  const [provider = '', budget = ''] = key.split(':');
  return { provider, budget };
};
