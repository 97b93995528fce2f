import path from 'node:path';
import type { NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { packageRoot } from '#config';
import type { ApiOptions } from './edge/api-options.js';
import { compressAnswers } from './edge/compressed-answers.js';
import { serveConsole } from './edge/console.js';
import { openContexts } from './edge/context.js';
import { fastifyOptions, hardenHttp } from './edge/hardening.js';
import { servePlainRoutes } from './edge/plain-route.js';
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
  hardenHttp(app, options);
  openContexts(app);
  compressAnswers(app);
  servePlainRoutes(app);
  await serveConsole(app, path.join(packageRoot(), 'dist', 'console'));
  app.get(ApiDocument, { strict: false }).describes(app);
  return app;
};
