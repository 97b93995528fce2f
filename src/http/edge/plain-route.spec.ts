import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { NestFactory } from '@nestjs/core';
import { Public } from '#tenancy';
import { Plain, type PlainAnswer, type PlainRequest, servePlainRoutes } from './plain-route.js';

@Controller('open')
class OpenController {
  private readonly greeting = 'hello';

  @Get(':name')
  @Public('anybody may be greeted')
  @Plain()
  greet({ params }: PlainRequest): Promise<PlainAnswer> {
    return Promise.resolve({ status: 200, body: `${this.greeting} ${params['name'] ?? ''}` });
  }
}

@Controller('closed')
class ClosedController {
  @Get()
  @Plain()
  greet(): Promise<PlainAnswer> {
    return Promise.resolve({ status: 200, body: 'hello' });
  }
}

@Module({ controllers: [OpenController] })
class OpenModule {}

@Module({ controllers: [ClosedController] })
class ClosedModule {}

const started = async (root: new () => object): Promise<NestFastifyApplication> => {
  const options = { logger: false, abortOnError: false } as const;
  const app = await NestFactory.create<NestFastifyApplication>(root, new FastifyAdapter(), options);
  servePlainRoutes(app);
  return app;
};

describe('a plain route', () => {
  it('gets the request as it came and says the answer, on its controller', async () => {
    const app = await started(OpenModule);
    await app.init();
    const { statusCode, body } = await app.inject('/open/ada');
    await app.close();
    expect({ statusCode, body }).toEqual({ statusCode: 200, body: 'hello ada' });
  });

  it('must be public: the application does not start otherwise', async () => {
    const app = await started(ClosedModule);
    await expect(app.init()).rejects.toThrow('ClosedController.greet is plain');
  });
});
