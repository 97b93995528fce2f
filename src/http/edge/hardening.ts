import { IncomingMessage, type OutgoingHttpHeaders, type Server, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import helmet from 'helmet';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type {
  FastifyError,
  FastifyReply,
  FastifyRequest,
  FastifyHttpOptions,
  FastifyServerOptions,
} from 'fastify';
import { failureOf } from '../problems/problem.js';
import { problemDocument, problemHeaders, problemType } from '../problems/problem-document.js';
import type { ApiOptions } from './api-options.js';
import { limitBodyTime, streamedBodyMs } from './body-deadline.js';
import { readBodies } from './body.js';
import { requestIdOf } from './context.js';

const slowSenderMs = 30_000;

/** For `new FastifyAdapter(…)`. */
export const fastifyOptions = (options: ApiOptions) =>
  ({
    bodyLimit: options.bodyLimitBytes,
    trustProxy: options.trustProxy,
    genReqId: requestIdOf,
    // Slow senders: headers must be here in time, and bodies by `limitBodyTime`.
    requestTimeout: streamedBodyMs,
    http: { headersTimeout: slowSenderMs },
    keepAliveTimeout: 72_000,
    routerOptions: { maxParamLength: 256 },
    // No route has a schema of Fastify's; not loading its compilers is 50 ms of a start.
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
    frameworkErrors: answerProblem,
    clientErrorHandler: answerBadHttp,
  }) satisfies FastifyHttpOptions<Server>;

const noSchemas = (): never => {
  throw new Error('Bodies and answers are described by zod, not by a schema of the route.');
};

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

export const hardenHttp = (app: NestFastifyApplication, options: ApiOptions): void => {
  const instance = app.getHttpAdapter().getInstance();
  readBodies(instance);
  limitBodyTime(instance, slowSenderMs);
  const fixed = securityHeaders(options);
  instance.addHook('onRequest', (_request, reply, done) => {
    reply.headers(fixed);
    done();
  });
  // Closed by default: an answer may be cached only where a route says so.
  instance.addHook('onSend', (_request, reply, payload, done) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    done(null, payload);
  });
  if (options.corsOrigins.length > 0) app.enableCors(corsOptions(options));
};

/** Helmet's headers are the same on every answer, so it is asked once, with an answer that goes nowhere. */
const securityHeaders = (options: ApiOptions): OutgoingHttpHeaders => {
  const answer = new ServerResponse(new IncomingMessage(new Socket()));
  helmet(helmetOptions(options))(answer.req, answer, error => {
    if (error !== undefined) throw error as Error;
  });
  return answer.getHeaders();
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
