import type { NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ApiOptions } from './edge/api-options.js';
import { openContexts } from './edge/context.js';
import { fastifyOptions, hardenHttp } from './edge/hardening.js';
import { ApiDocument } from './reference/api-document.js';

type RootModule = Parameters<typeof NestFactory.create>[0];

/** The application with its edge in place, not yet initialised: `root` imports ApiModule.forRoot(options). */
export const createApi = async (
  root: RootModule,
  options: ApiOptions,
  nest: NestApplicationOptions = {},
): Promise<NestFastifyApplication> => {
  const adapter = new FastifyAdapter(fastifyOptions(options));
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, { ...nest, bodyParser: false });
  await hardenHttp(app, options);
  openContexts(app);
  app.get(ApiDocument, { strict: false }).describes(app);
  return app;
};
