import { existsSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** Where the pages of the console begin (console/src/routes.tsx); its router in the browser knows the rest. */
const pages = [
  '/',
  '/login',
  '/setup',
  '/invitation',
  '/reset',
  '/account',
  '/o/*',
  '/installation',
  '/installation/*',
];

/** Names of assets contain a digest of what is in them, so a browser need never ask twice. */
const forever = 'public, max-age=31536000, immutable';
const askAgain = 'public, max-age=0, must-revalidate';

/**
 * The built console: files that anybody may have, since everything in it comes from the API later. Without a build (tests of
 * the API, a worker's image) there is none.
 */
export const serveConsole = async (app: NestFastifyApplication, folder: string): Promise<void> => {
  if (!existsSync(path.join(folder, 'index.html'))) return;
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  await fastify.register(fastifyStatic, {
    root: path.join(folder, 'assets'),
    prefix: '/assets/',
    index: false,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, file) => {
      reply.header('cache-control', file.startsWith(path.join(folder, 'assets')) ? forever : askAgain);
    },
  });
  const file = (name: string) => (_request: unknown, reply: FastifyReply) => reply.sendFile(name, folder);
  for (const page of pages) fastify.get(page, file('index.html'));
  fastify.get('/favicon.svg', file('favicon.svg'));
};
