import { Injectable } from '@nestjs/common';
import { Counter, Histogram, Registry } from 'prom-client';

/** Figures of this process, for Prometheus. */
@Injectable()
export class IntakeMetrics {
  readonly registry = new Registry();

  private readonly deliveries = new Counter({
    name: 'causeway_webhook_deliveries_total',
    help: 'Deliveries from vendors, by provider and what became of them',
    labelNames: ['provider', 'outcome'],
    registers: [this.registry],
  });

  private readonly seconds = new Histogram({
    name: 'causeway_webhook_answer_seconds',
    help: 'From a delivery read to its answer',
    labelNames: ['provider'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 3],
    registers: [this.registry],
  });

  private readonly processed = new Counter({
    name: 'causeway_webhook_receipts_settled_total',
    help: 'Receipts settled by this process, by provider and status',
    labelNames: ['provider', 'status'],
    registers: [this.registry],
  });

  count(provider: string, counts: Readonly<Record<string, number | undefined>>): void {
    for (const [outcome, number] of Object.entries(counts)) {
      if (number) this.deliveries.inc({ provider, outcome }, number);
    }
  }

  answered(provider: string, durationMs: number): void {
    this.seconds.observe({ provider }, durationMs / 1000);
  }

  settled(provider: string, status: string): void {
    this.processed.inc({ provider, status });
  }
}
