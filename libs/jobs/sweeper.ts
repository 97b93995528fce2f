import { Injectable, Logger } from '@nestjs/common';
import { Jobs } from './jobs.js';
import { JobDesk } from './operations/desk.js';
import { Tasks } from './task.js';

/** Wakes every lane that has due work according to our tables, so that a lost wake-up costs time and nothing else. */
@Injectable()
export class Sweeper {
  readonly #logger = new Logger(Sweeper.name);

  constructor(
    private readonly tasks: Tasks,
    private readonly jobs: Jobs,
    private readonly desk: JobDesk,
  ) {}

  async sweep(): Promise<void> {
    for (const [task, handler] of this.tasks.all()) {
      try {
        const due = (await handler.due?.()) ?? [];
        const lanes = due.filter(lane => !this.desk.standing.isResting(task, lane));
        if (lanes.length > 0) await this.jobs.wakeAll(task, lanes);
      } catch (error) {
        // One task's broken query must not stop the repair of the others.
        this.#logger.error(`Sweep of ${task} failed`, error instanceof Error ? error.stack : error);
      }
    }
  }
}
