import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '#config';
import { HubError } from '#kernel';
import { ownOrigins } from '../sessions/cookie-passport.js';
import { comesFromUs } from '../sessions/own-request.js';
import { clearCookie, requireSafeTransport, setCookie } from '../sessions/session-cookie.js';

/** Puts tokens into cookies. */
@Injectable()
export class SessionReply {
  constructor(private readonly config: Config) {}

  give(reply: FastifyReply, token: string): void {
    requireSafeTransport(this.config.publicUrl);
    reply.header('set-cookie', setCookie('session', token, this.config.publicUrl));
  }

  take(reply: FastifyReply): void {
    reply.header('set-cookie', clearCookie('session', this.config.publicUrl));
  }

  /** Before there is a session there is no token to compare: another site must not log somebody in as somebody else. */
  requireOwnPage(request: FastifyRequest): void {
    requireSafeTransport(this.config.publicUrl);
    if (comesFromUs(request, ownOrigins(this.config))) return;
    throw new HubError('csrf_refused', 403, 'Only the pages of the hub itself may log somebody in.');
  }
}
