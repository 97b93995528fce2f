import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext, Injectable, Logger, Module, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MikroOrmModule } from '@mikro-orm/nestjs';
import { defineConfig } from '@mikro-orm/postgresql';
import { connectionOptions } from '#database';
import { Jobs } from './jobs.js';
import { JobsModule } from './jobs.module.js';
import { Task, type TaskHandler, type TaskOutcome } from './task.js';
import { QueueDatabase, until } from './testing/queue-database.js';
import { Tick } from './tick.js';

Logger.overrideLogger(false); // Failures are part of the tests.
let database: QueueDatabase;
const applications: INestApplicationContext[] = [];

const start = async (providers: Provider[], process = true): Promise<INestApplicationContext> => {
  const connection = database.as();
  @Module({
    imports: [
      MikroOrmModule.forRoot({
        ...defineConfig({
          ...connectionOptions(connection),
          entities: [],
          discovery: { warnWhenNoEntities: false },
        }),
        registerRequestContext: false,
      }),
      JobsModule.forRoot({ connection, process, concurrency: 4, sweepMs: 300, drainMs: 1000 }),
    ],
    providers,
  })
  class Hub {}
  const application = await NestFactory.createApplicationContext(Hub, { logger: false, abortOnError: false });
  applications.push(application);
  return application;
};

/** Work as our tables would know it. */
const work = { due: new Set<string>(), done: [] as string[], ticks: 0 };

@Task('deliver')
class Deliver implements TaskHandler {
  run(lane: string): Promise<TaskOutcome> {
    work.due.delete(lane);
    work.done.push(lane);
    return Promise.resolve('done');
  }

  due(): Promise<string[]> {
    return Promise.resolve([...work.due]);
  }
}

@Task('broken')
class Broken implements TaskHandler {
  run(): Promise<TaskOutcome> {
    return Promise.resolve('done');
  }

  due(): Promise<string[]> {
    return Promise.reject(new Error('its query is wrong'));
  }
}

@Injectable()
class Announcer {
  readonly step = 1;

  @Tick('announcer.count', '100ms')
  count(): void {
    work.ticks += this.step;
  }
}

@Task('stubborn')
class Stubborn implements TaskHandler {
  async run(): Promise<TaskOutcome> {
    work.ticks += 1;
    await new Promise(resolve => setTimeout(resolve, 6000).unref());
    return 'done';
  }
}

@Task('deliver')
class DeliverToo extends Deliver {}

@Task('idle')
class NoHandler {}

beforeAll(async () => {
  database = await QueueDatabase.start();
});
afterEach(async () => {
  await Promise.all(applications.splice(0).map(application => application.close()));
  await database.empty();
  Object.assign(work, { due: new Set(), done: [], ticks: 0 });
});
afterAll(() => database.stop());

describe('the jobs module', () => {
  it('runs decorated handlers and ticks', async () => {
    const application = await start([Deliver, Announcer]);
    await application.get(Jobs).wake('deliver', 'org/a');
    await until(() => work.done.length === 1 && work.ticks >= 2, 'a run and two ticks');
    expect(work.done).toEqual(['org/a']);
  });

  it('runs neither in a process without workers, which can still wake', async () => {
    const web = await start([Deliver, Announcer], false);
    work.due.add('org/due');
    await web.get(Jobs).wake('deliver', 'org/b');
    await new Promise(resolve => setTimeout(resolve, 1500));
    expect([work.done, work.ticks]).toEqual([[], 0]);
    await start([Deliver]);
    await until(() => work.done.includes('org/b'), 'a worker ran it');
  });

  it('finds lanes with due work again after every job was lost, even beside a broken task', async () => {
    const application = await start([Broken, Deliver], false);
    for (const lane of ['org/c', 'org/d']) {
      work.due.add(lane);
      await application.get(Jobs).wake('deliver', lane);
    }
    expect(await database.query('delete from causeway_jobs.job')).toBe(2);
    await start([Broken, Deliver]);
    await until(() => work.due.size === 0, 'the sweeper woke both lanes');
    expect(work.done.sort()).toEqual(['org/c', 'org/d']);
  });

  it('lets a job for a task that no process handles yet come again', async () => {
    const old = await start([Announcer]);
    await old.get(Jobs).wake('deliver', 'org/e');
    await until(() => work.ticks >= 2, 'the old process had its chance');
    await old.close();
    await start([Deliver]);
    await until(() => work.done.includes('org/e'), 'the new process ran it');
  });

  it('stops in its time although a run ignores the signal, far within the thirty seconds of a process', async () => {
    const application = await start([Stubborn]);
    await application.get(Jobs).wake('stubborn', 'org/f');
    await until(() => work.ticks === 1, 'it runs');
    const began = performance.now();
    await application.close();
    expect(performance.now() - began).toBeLessThan(5000);
  });

  it('does not start with two handlers of one task, or with one that cannot run', async () => {
    await expect(start([Deliver, DeliverToo])).rejects.toThrow(`@Task('deliver') is on two providers`);
    await expect(start([NoHandler])).rejects.toThrow('it needs a name and a run() method');
  });
});
