import type { IncomingMessage } from 'node:http';
import { MikroORM, RequestContext } from '@mikro-orm/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { newId, runInContext } from '#kernel';
import { isPlain } from './plain-route.js';

const sane = /^[A-Za-z0-9._~-]{8,128}$/;

/** The caller's X-Request-Id when it is fit for a log line, else our own. */
export const requestIdOf = (request: Pick<IncomingMessage, 'headers'>): string => {
  const sent = request.headers['x-request-id'];
  return typeof sent === 'string' && sane.test(sent) ? sent : newId();
};

/**
 * Everything after this hook runs inside the request's two contexts: ours (who, which organization, which request) and
 * the ORM's (one EntityManager per request). It stands after the body was read, because reading a stream may lose the
 * asynchronous context.
 */
export const openContexts = (app: NestFastifyApplication): void => {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  const { em } = app.get(MikroORM);
  fastify.addHook('preHandler', (request, _reply, done) => {
    if (isPlain(request)) {
      done();
      return;
    }
    const context = {
      requestId: request.id,
      actor: { kind: 'system' as const, id: 'anonymous' },
      organizationId: null,
      address: request.ip,
      userAgent: request.headers['user-agent']?.slice(0, 512) ?? null,
    };
    runInContext(context, () => RequestContext.create(em, done));
  });
};
