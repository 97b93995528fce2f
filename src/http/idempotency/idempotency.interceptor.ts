import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  Logger,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { conflict, HubError } from '#kernel';
import { type AuthenticatedRequest, installationId, notReplayableMetadata } from '#tenancy';
import { type Found, IdempotencyKeys, type Repeater } from './idempotency-keys.js';
import { type Fingerprint, fingerprint } from './request-fingerprint.js';

const changing = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * A retry with the same `Idempotency-Key` gets the first answer and changes nothing
 * (https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header-07). Failures are not kept: they
 * changed nothing, so the same key may try again. If the process dies between the change and the answer, the key frees
 * itself after a minute and the retry runs again; operations whose repetition would hurt keep their own unique keys.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  private readonly logger = new Logger(IdempotencyInterceptor.name);

  constructor(
    private readonly keys: IdempotencyKeys,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest & AuthenticatedRequest>();
    const key = request.headers['idempotency-key'];
    const { principal } = request;
    if (key === undefined || !principal || !changing.has(request.method)) return next.handle();
    const print = fingerprint(String(key), request);
    const by = {
      organizationId: principal.organizationId ?? installationId,
      caller: `${principal.kind}:${principal.id}`,
    };
    return from(this.once(context, next, { by, print }));
  }

  private async once(
    context: ExecutionContext,
    next: CallHandler,
    { by, print }: { by: Repeater; print: Fingerprint },
  ) {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const claim = await this.keys.claim(by, print);
    if (claim.attemptId === null) return replay(claim.found, print, reply);
    let result: unknown;
    try {
      result = await lastValueFrom(next.handle(), { defaultValue: undefined });
    } catch (error) {
      await this.quietly(this.keys.release(by, claim.attemptId));
      throw error;
    }
    const isShownOnce =
      this.reflector.get<boolean | undefined>(notReplayableMetadata, context.getHandler()) ?? false;
    const body = isShownOnce || result === undefined ? null : JSON.stringify(result);
    await this.quietly(
      this.keys.answer(by, claim.attemptId, { status: reply.statusCode, body, isShownOnce }),
    );
    return result;
  }

  /** The caller's work is done (or has failed by itself); that its key could not be kept must not hide that. */
  private async quietly(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (err) {
      this.logger.error({ err }, 'the idempotency key was not settled; it frees itself after a minute');
    }
  }
}

const replay = (found: Found | undefined, print: Fingerprint, reply: FastifyReply): unknown => {
  if (found && found.request_hash !== print.requestHash) {
    throw new HubError('idempotency_mismatch', 422, 'This Idempotency-Key was used for another request.');
  }
  if (!found || found.status === null) {
    throw new HubError(
      'idempotency_in_flight',
      409,
      'The first request with this Idempotency-Key is still running.',
      {
        retryable: true,
        retryAfterSeconds: 1,
      },
    );
  }
  if (found.is_shown_once) {
    const detail =
      'This request was carried out before. Its answer held a secret that is shown once: revoke it and make another.';
    throw conflict('idempotency_shown_once', detail);
  }
  reply.status(found.status).header('idempotency-replayed', 'true');
  return found.body === null ? undefined : (JSON.parse(found.body) as unknown);
};
