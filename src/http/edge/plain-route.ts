import type { Type } from '@nestjs/common';
import { type NestFastifyApplication, RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { routeAccess } from '#tenancy';

/** What a plain route is told. */
export interface PlainRequest {
  readonly method: string;
  readonly url: string;
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly rawHeaders: readonly string[];
  /** The bytes as they came. */
  readonly body: Buffer;
}

export interface PlainAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

type PlainHandler = (request: PlainRequest) => Promise<PlainAnswer>;

interface PlainTarget {
  readonly controller: Type;
  readonly method: string;
}

interface PlainConfig {
  readonly plain?: PlainTarget;
}

/**
 * The method gets the request, its body as raw bytes, and says the answer: no guard, pipe or interceptor, no contexts.
 * They cost more than storing a delivery does. What it throws becomes a problem document as anywhere, and only a route
 * that is `@Public` may be plain.
 */
export const Plain =
  (): MethodDecorator =>
  (target, method, descriptor): void => {
    const plain = { controller: target.constructor, method: String(method) };
    RouteConfig({ bodyFormat: 'raw', plain })(target, method, descriptor);
  };

export const isPlain = (request: FastifyRequest): boolean =>
  (request.routeOptions.config as PlainConfig).plain !== undefined;

/** Before the routes are made. */
export const servePlainRoutes = (app: NestFastifyApplication): void => {
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  fastify.addHook('onRoute', (route: RouteOptions) => {
    const { plain } = (route.config ?? {}) as PlainConfig;
    if (!plain) return;
    const handler = handlerOf(app, plain);
    route.handler = (request, reply) => answerWith(handler, request, reply);
  });
};

const nothing = Buffer.alloc(0);

const answerWith = async (
  handler: PlainHandler,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> => {
  const {
    status,
    headers = {},
    body,
  } = await handler({
    method: request.method,
    url: request.url,
    params: request.params as Record<string, string>,
    rawHeaders: request.raw.rawHeaders,
    body: Buffer.isBuffer(request.body) ? request.body : nothing,
  });
  return reply.code(status).headers(headers).send(body);
};

const handlerOf = (app: NestFastifyApplication, { controller, method }: PlainTarget): PlainHandler => {
  const name = `${controller.name}.${method}`;
  const route = routeAccess(app).find(({ handler }) => handler === name);
  const instance = app.get<Record<string, PlainHandler>>(controller, { strict: false });
  const handler = instance[method];
  if (!handler || route?.access?.kind !== 'public') {
    throw new Error(`${name} is plain, so nobody is asked who they are: it must be @Public`);
  }
  return handler.bind(instance);
};
