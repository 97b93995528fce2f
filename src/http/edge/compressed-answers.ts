import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const brotliAsync = promisify(brotliCompress);
const gzipAsync = promisify(gzip);

/** Below it nothing is gained: it fits into one packet. */
const smallest = 1_400;

const encoders = {
  // Level 4 takes a millisecond for 80 KB of JSON.
  br: (text: string) => brotliAsync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  gzip: (text: string) => gzipAsync(text),
};

const encodingFor = ({ headers }: FastifyRequest): keyof typeof encoders | null => {
  const accepted = (headers['accept-encoding'] ?? '').split(',').map(part => part.trim());
  return (['br', 'gzip'] as const).find(name => accepted.includes(name)) ?? null;
};

/**
 * Only what a page of the hub itself asks for: the length of a compressed answer tells what is in it to whoever can have the
 * question asked with a text of theirs and the person's cookie (https://www.breachattack.com), which no other site can then.
 */
const isForConsole = (request: FastifyRequest, reply: FastifyReply): boolean =>
  request.method === 'GET' &&
  request.headers['sec-fetch-site'] === 'same-origin' &&
  /^application\/json\b/.test(String(reply.getHeader('content-type'))) &&
  reply.getHeader('content-encoding') === undefined;

const compressed = async (
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<unknown> => {
  if (typeof payload !== 'string' || payload.length < smallest || !isForConsole(request, reply))
    return payload;
  reply.header(
    'vary',
    [reply.getHeader('vary'), 'accept-encoding, sec-fetch-site'].flat().filter(Boolean).join(', '),
  );
  const encoding = encodingFor(request);
  if (encoding === null) return payload;
  reply.header('content-encoding', encoding).removeHeader('content-length');
  return encoders[encoding](payload);
};

/** Lists are a tenth of their length on their way to the console. Other callers and other methods are left alone. */
export const compressAnswers = (app: NestFastifyApplication): void => {
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  fastify.addHook('onRoute', route => {
    if (![route.method].flat().includes('GET')) return;
    route.onSend = [route.onSend ?? [], compressed].flat();
  });
};
