import helmet from '@fastify/helmet';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify';
import { failureOf } from '../problems/problem.js';
import { problemDocument, problemHeaders, problemType } from '../problems/problem-document.js';
import type { ApiOptions } from './api-options.js';
import { readBodies } from './body.js';
import { requestIdOf } from './context.js';

/** For `new FastifyAdapter(…)`. */
export const fastifyOptions = (options: ApiOptions) =>
  ({
    bodyLimit: options.bodyLimitBytes,
    trustProxy: options.trustProxy,
    genReqId: requestIdOf,
    // Slow senders: headers and body must be here in time.
    requestTimeout: 30_000,
    keepAliveTimeout: 72_000,
    routerOptions: { maxParamLength: 256 },
    frameworkErrors: answerProblem,
    clientErrorHandler: answerBadHttp,
  }) satisfies FastifyServerOptions;

/** The router's own refusals (a malformed URL, an endless parameter) come before any filter. */
const answerProblem = (thrown: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
  const { error } = failureOf(thrown);
  void reply
    .code(error.status)
    .headers(problemHeaders(error))
    .send(JSON.stringify(problemDocument(error, request)));
};

/** What is not HTTP at all has no request; the answer is written on the socket. */
const answerBadHttp: NonNullable<FastifyServerOptions['clientErrorHandler']> = (error, socket) => {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const body = JSON.stringify({
    type: 'about:blank',
    title: 'Bad Request',
    status: 400,
    code: 'bad_request',
  });
  const head = `HTTP/1.1 400 Bad Request\r\ncontent-type: ${problemType}\r\ncontent-length: ${body.length}`;
  socket.end(`${head}\r\nconnection: close\r\n\r\n${body}`);
};

export const hardenHttp = async (app: NestFastifyApplication, options: ApiOptions): Promise<void> => {
  const fastify = app.getHttpAdapter().getInstance();
  readBodies(fastify);
  // Closed by default: an answer may be cached only where a route says so.
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    done(null, payload);
  });
  await app.register(helmet, helmetOptions(options));
  if (options.corsOrigins.length > 0) app.enableCors(corsOptions(options));
};

const helmetOptions = ({ publicUrl }: ApiOptions) => ({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      // Component libraries of the console and the reference page set styles from script.
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  // Says "https from now on", which is only true where it is served.
  strictTransportSecurity: publicUrl.startsWith('https:') ? { maxAge: 31_536_000 } : (false as const),
});

/** Exact origins; no cookies, since callers authenticate by bearer token. */
const corsOptions = ({ corsOrigins }: ApiOptions) => ({
  origin: [...corsOrigins],
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  allowedHeaders: ['authorization', 'content-type', 'idempotency-key', 'x-request-id'],
  exposedHeaders: [
    'x-request-id',
    'retry-after',
    'ratelimit',
    'ratelimit-policy',
    'idempotency-replayed',
    'location',
  ],
  credentials: false,
  maxAge: 600,
});
