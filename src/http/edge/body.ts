import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HubError } from '#kernel';
import type { BodyFormat } from '#tenancy';
import { checkJson } from './json-limits.js';

type ParseJson = (text: string) => Promise<unknown>;

/**
 * Reads bodies in the one format a route takes: JSON unless it says otherwise. Media types are compared exactly, so
 * that a page on another origin cannot send a "simple" request (https://fetch.spec.whatwg.org/#cors-safelisted-request-header).
 */
export const readBodies = (fastify: FastifyInstance): void => {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  const parseJson =
    (request: FastifyRequest): ParseJson =>
    text =>
      new Promise((resolve, reject) => {
        // Refuses __proto__ and constructor.prototype; of duplicate names the last one counts (RFC 8259 section 4).
        void parse(request, text, (error, body) => {
          if (error) reject(malformed(error));
          else resolve(body);
        });
      });
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (request: FastifyRequest, bytes: Buffer) =>
    read(request, bytes, parseJson(request)),
  );
  fastify.addContentTypeParser('application/octet-stream', async (request: FastifyRequest, body: Readable) =>
    formatOf(request) === 'stream' && !request.is404
      ? body
      : read(request, await collected(body, fastify.initialConfig.bodyLimit ?? 0), parseJson(request)),
  );
};

/** How the route wants its body. */
export const formatOf = (request: FastifyRequest): BodyFormat =>
  (request.routeOptions.config as { bodyFormat?: BodyFormat } | undefined)?.bodyFormat ?? 'json';

const collected = async (body: Readable, limit: number): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit)
      throw new HubError('body_too_large', 413, 'The body is larger than this server accepts.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const malformed = (cause: unknown): HubError =>
  new HubError('malformed_json', 400, 'The body is not valid JSON.', { cause });

const read = async (request: FastifyRequest, bytes: Buffer, parse: ParseJson): Promise<unknown> => {
  if (request.is404) return undefined;
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity')
    throw new HubError('unsupported_media_type', 415, 'Send the body without content-encoding.');
  const format = formatOf(request);
  if (format === 'raw') return bytes;
  // Not as a stream: the route says so itself, after it is known who asks.
  if (format === 'stream') return undefined;
  requireType(request.headers['content-type'] ?? '', types[format]);
  const text = decode(bytes);
  const body =
    format === 'form'
      ? Object.fromEntries(new URLSearchParams(text))
      : text === ''
        ? undefined
        : await parse(text);
  checkJson(body);
  return body;
};

const types = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
} as const satisfies Record<Exclude<BodyFormat, 'raw' | 'stream'>, string>;

const requireType = (header: string, expected: string): void => {
  const [type, ...parameters] = header.split(';').map(part => part.trim().toLowerCase());
  const isUtf8 = parameters.every(part => !part.startsWith('charset=') || /^charset="?utf-8"?$/.test(part));
  if (type !== expected || !isUtf8)
    throw new HubError('unsupported_media_type', 415, `Send ${expected} in UTF-8.`);
};

const decode = (bytes: Buffer): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new HubError('malformed_text', 400, 'The body is not valid UTF-8.', { cause });
  }
};
