import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';

/**
 * `more`: run me again, behind the lanes that wait now. Prefer many slices of tens of milliseconds to one long run: the
 * queue is fair between slices only.
 */
export type TaskOutcome = 'done' | 'more' | { readonly againInMs: number };

export interface TaskContext {
  /** Raised when the process stops: come to the next checkpoint and return `more`. */
  readonly signal: AbortSignal;
}

/**
 * Runs for one lane at a time, but after a crash or a long pause of the process two runs may overlap for a moment, so
 * effects are fenced in our tables. A run that throws is tried again a few times and then left to the sweeper; write
 * down what makes a lane not due any more.
 */
export interface TaskHandler {
  run(lane: string, context: TaskContext): Promise<TaskOutcome>;
  /** Lanes with work that is due, from the tables; makes the task survive the loss of every job. */
  due?(): Promise<string[]>;
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
