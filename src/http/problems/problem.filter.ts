import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { failureOf } from './problem.js';
import { problemDocument, problemHeaders } from './problem-document.js';

/** The one place where an error becomes an answer. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const { error, isUnexpected } = failureOf(thrown);
    const facts = { requestId: request.id, code: error.code, status: error.status };
    if (isUnexpected) this.logger.error({ ...facts, err: error.cause ?? thrown }, 'unexpected failure');
    else if (error.status >= 500) this.logger.warn({ ...facts, err: error.cause ?? error }, 'failure');
    // A stream that has begun cannot become a problem any more; the broken connection tells the client.
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    reply.status(error.status).headers(problemHeaders(error));
    void reply.send(JSON.stringify(problemDocument(error, request)));
  }
}
