import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { Page } from '#kernel';

/**
 * `more`: run me again, behind the lanes that wait now. Prefer many slices of tens of milliseconds to one long run: the
 * queue is fair between slices only.
 */
export type TaskOutcome = 'done' | 'more' | { readonly againInMs: number };

export interface TaskContext {
  /** Raised when the process stops: come to the next checkpoint and return `more`. */
  readonly signal: AbortSignal;
}

/** Work that was given up and waits for a person. */
export interface DeadItem {
  readonly id: string;
  readonly organizationId: string;
  readonly lane: string;
  readonly error: string | null;
  readonly attempts: number;
  /** RFC 3339. */
  readonly diedAt: string;
}

/** Dead work of one task, in its own tables, for operators. */
export interface DeadWork {
  list(page: { readonly cursor?: string | undefined; readonly limit: number }): Promise<Page<DeadItem>>;
  count(): Promise<number>;
  /** Makes them due again; answers how many there were. */
  replay(ids: readonly string[]): Promise<number>;
}

/**
 * Runs for one lane at a time, but after a crash or a long pause of the process two runs may overlap for a moment, so
 * effects are fenced in our tables. A run that throws is tried again with growing pauses, and the sweeper leaves it
 * alone until then; write down what makes a lane not due any more.
 */
export interface TaskHandler {
  run(lane: string, context: TaskContext): Promise<TaskOutcome>;
  /** Lanes with work that is due, from the tables; makes the task survive the loss of every job. */
  due?(): Promise<string[]>;
  /** Whom the lane talks to, so that operators can pause one provider. */
  providerOf?(lane: string): Promise<string | null>;
  readonly dead?: DeadWork;
}

/** Marks a provider as the handler of a task: `@Task('sync.run') class RunSync implements TaskHandler`. */
export const Task = DiscoveryService.createDecorator<string>();

const isHandler = (value: unknown): value is TaskHandler =>
  typeof value === 'object' && value !== null && 'run' in value && typeof value.run === 'function';

/** All handlers of this process, by task. */
@Injectable()
export class Tasks {
  #found: ReadonlyMap<string, TaskHandler> | undefined;

  constructor(private readonly discovery: DiscoveryService) {}

  get(task: string): TaskHandler {
    const handler = this.all().get(task);
    if (!handler) throw new Error(`No provider is decorated with @Task('${task}')`);
    return handler;
  }

  all(): ReadonlyMap<string, TaskHandler> {
    this.#found ??= this.#discover();
    return this.#found;
  }

  #discover(): ReadonlyMap<string, TaskHandler> {
    const found = new Map<string, TaskHandler>();
    for (const wrapper of this.discovery.getProviders({ metadataKey: Task.KEY })) {
      const task = this.discovery.getMetadataByDecorator(Task, wrapper);
      const handler: unknown = wrapper.instance;
      if (!task || !isHandler(handler))
        throw new Error(`@Task on ${wrapper.name}: it needs a name and a run() method`);
      const other = found.get(task);
      if (other && other !== handler) throw new Error(`@Task('${task}') is on two providers`);
      found.set(task, handler);
    }
    return found;
  }
}
