import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HubError } from '#kernel';
import { problemDocument, problemHeaders } from '../problems/problem-document.js';
import { formatOf } from './body.js';

/** A streamed body may take as long as a large file over a slow line does. */
export const streamedBodyMs = 3_600_000;

/**
 * Slow senders. Node's own limit is one for all requests and has to let streamed bodies through, so every other body has
 * its limit here.
 */
export const limitBodyTime = (fastify: FastifyInstance, mostMs: number): void => {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (hasBody(request) && formatOf(request) !== 'stream') expectBody(request, reply, mostMs);
    done();
  });
};

/** https://www.rfc-editor.org/rfc/rfc9112#section-6.3 */
const hasBody = ({ headers }: FastifyRequest): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

const expectBody = (request: FastifyRequest, reply: FastifyReply, mostMs: number): void => {
  const timer = setTimeout(() => {
    if (reply.sent) return;
    const error = new HubError('request_timeout', 408, 'The request took too long to arrive.');
    void reply
      .code(error.status)
      .headers({ ...problemHeaders(error), connection: 'close' })
      .send(JSON.stringify(problemDocument(error, request)));
  }, mostMs);
  const heard = (): void => clearTimeout(timer);
  request.raw.once('end', heard).once('close', heard);
};
