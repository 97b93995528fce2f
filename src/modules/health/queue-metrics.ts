import { Injectable, Logger } from '@nestjs/common';
import { Gauge, Registry } from 'prom-client';
import { Queues, type TaskFigures } from '#jobs';
import { Clock } from '#kernel';

/** Figures of the queue by task, read when Prometheus asks. */
@Injectable()
export class QueueMetrics {
  readonly registry = new Registry();
  private readonly logger = new Logger('queue');
  private readonly up = new Gauge({
    name: 'causeway_queue_up',
    help: 'Whether the queue answered',
    registers: [this.registry],
  });
  private readonly gauges: readonly (readonly [Gauge, (figures: TaskFigures) => number])[];

  constructor(
    private readonly queues: Queues,
    private readonly clock: Clock,
  ) {
    const gauge = (name: string, help: string): Gauge =>
      new Gauge({ name, help, labelNames: ['task'], registers: [this.registry] });
    this.gauges = [
      [gauge('causeway_queue_waiting', 'Lanes that wait for their turn'), queue => queue.waiting],
      [gauge('causeway_queue_running', 'Lanes that run'), queue => queue.running],
      [gauge('causeway_queue_failing', 'Lanes whose last run threw'), queue => queue.failing],
      [gauge('causeway_queue_oldest_seconds', 'Age of what has waited longest'), queue => this.ageOf(queue)],
    ];
  }

  /** While the queue is away its figures are absent, and the others are told nevertheless. */
  async refresh(): Promise<Registry> {
    const queues = await this.figures();
    this.up.set(queues ? 1 : 0);
    for (const [gauge, valueOf] of this.gauges) {
      gauge.reset();
      for (const queue of queues ?? []) gauge.set({ task: queue.task }, valueOf(queue));
    }
    return this.registry;
  }

  private async figures(): Promise<TaskFigures[] | null> {
    try {
      return await this.queues.figures();
    } catch (error) {
      this.logger.warn(`No figures of the queue: ${String(error)}`);
      return null;
    }
  }

  private ageOf({ oldestAtMs }: TaskFigures): number {
    return oldestAtMs === null ? 0 : Math.max(0, this.clock.now().getTime() - oldestAtMs) / 1000;
  }
}
