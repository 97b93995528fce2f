import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Global,
  Inject,
  Injectable,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { DiscoveryModule, DiscoveryService } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import type { Connection } from '#database';
import { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { BullJobs } from './bull-jobs.js';
import { Jobs } from './jobs.js';
import { JobDesk } from './operations/desk.js';
import { postgresEngine } from './postgres-engine.js';
import { Queues } from './queues.js';
import { redisEngine } from './redis-engine.js';
import { Sweeper } from './sweeper.js';
import { Tasks } from './task.js';
import { discoverTicks } from './tick.js';
import { Ticks } from './ticks.js';

export interface JobsModuleOptions {
  readonly connection: Connection;
  /** Redis carries the wake-ups instead of PostgreSQL. */
  readonly redisUrl?: string;
  /** Whether this process runs tasks and ticks, or only wakes tasks. */
  readonly process: boolean;
  /** Runs at a time in this process. */
  readonly concurrency: number;
  readonly sweepMs: number;
  /** How long running tasks may go on when the process stops; 10 s if absent. */
  readonly drainMs?: number;
}

const optionsToken = Symbol('JobsModuleOptions');

/** Starts when every provider stands, and drains before the database connections go. */
@Injectable()
class JobsLifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  constructor(
    @Inject(optionsToken) private readonly options: JobsModuleOptions,
    private readonly tasks: Tasks,
    private readonly jobs: Jobs,
    private readonly ticks: Ticks,
    private readonly sweeper: Sweeper,
    private readonly discovery: DiscoveryService,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.tasks.all(); // A wrong @Task stops the process here, not its first job.
    await this.jobs.start();
    if (!this.options.process) return;
    const sweep = { name: 'jobs.sweep', everyMs: this.options.sweepMs, run: () => this.sweeper.sweep() };
    for (const tick of [sweep, ...discoverTicks(this.discovery)]) this.ticks.every(tick);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([this.ticks.stop(), this.jobs.drain(this.options.drainMs ?? 10_000)]);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.jobs.close();
  }
}

/** These tables are the installation's, so a session of no organization reaches them. */
const deskOf = (orm: MikroORM): JobDesk =>
  new JobDesk(<Row extends object>(statement: string, values: readonly unknown[] = []) =>
    (orm.em.fork() as EntityManager).execute<Row[]>(statement, [...values]),
  );

@Global()
@Module({})
export class JobsModule {
  static forRoot(options: JobsModuleOptions): DynamicModule {
    const engine = options.redisUrl ? redisEngine(options.redisUrl) : postgresEngine(options.connection);
    return {
      module: JobsModule,
      imports: [DiscoveryModule, ScheduleModule.forRoot()],
      providers: [
        Tasks,
        Ticks,
        Sweeper,
        Queues,
        JobsLifecycle,
        { provide: JobDesk, inject: [MikroORM], useFactory: deskOf },
        { provide: optionsToken, useValue: options },
        {
          provide: BullJobs,
          inject: [Tasks, JobDesk],
          useFactory: (tasks: Tasks, desk: JobDesk) =>
            new BullJobs(engine, desk, task => tasks.get(task), options),
        },
        { provide: Jobs, useExisting: BullJobs },
      ],
      exports: [Jobs, Queues, JobDesk],
    };
  }
}
