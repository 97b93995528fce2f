import { Body, Controller, Get, Logger, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '#config';
import { HubError } from '#kernel';
import { AcceptsForm, Organizations, Public } from '#tenancy';
import { browserCookie, browserSecret, newBrowserSecret } from './browser-cookie.js';
import { ConnectFlow, type Finished } from './connect-flow.service.js';
import { agreementPage, resultPage } from './connect-page.js';
import type { ConnectSession } from './connect-session.entity.js';
import { ConnectSessions } from './connect-sessions.service.js';

const html = 'text/html; charset=utf-8';

/** The pages an end user meets. Everything they may do hangs on the unguessable link or the bound OAuth state. */
@ApiExcludeController()
@Controller()
export class ConnectController {
  private readonly logger = new Logger(ConnectController.name);

  constructor(
    private readonly flow: ConnectFlow,
    private readonly sessions: ConnectSessions,
    private readonly organizations: Organizations,
    private readonly config: Config,
  ) {}

  @Get('connect/:token')
  @Public('the unguessable link is the permission')
  show(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.readably(request, reply, () =>
      this.sessions.withLink(token, async session => {
        const page = await this.page(session);
        reply.header('content-type', html).send(page);
      }),
    );
  }

  @Post('connect/:token')
  @Public('the unguessable link is the permission')
  @AcceptsForm()
  submit(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { callbackUrl } = this.config;
    return this.readably(request, reply, () =>
      this.sessions.withLink(token, async session => {
        const { manifest } = await this.flow.integrationOf(session);
        if (manifest.auth.kind !== 'oauth2') return this.typed(session, body, reply);
        const browser = browserSecret(request, callbackUrl) ?? newBrowserSecret();
        const url = await this.flow.authorize(session, browser);
        reply.header('set-cookie', browserCookie(browser, callbackUrl)).redirect(url, 303);
      }),
    );
  }

  @Get('oauth/:provider/callback')
  @Public('the single-use state bound to the browser is the permission')
  callback(
    @Param('provider') provider: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.readably(request, reply, async () => {
      const browser = browserSecret(request, this.config.callbackUrl) ?? undefined;
      this.leave(await this.flow.callback(provider, query, browser), reply);
    });
  }

  /** A person in a browser reads a page; a program gets the usual problem document. */
  private async readably(
    request: FastifyRequest,
    reply: FastifyReply,
    work: () => Promise<void>,
  ): Promise<void> {
    try {
      await work();
    } catch (error) {
      const isPerson = request.headers.accept?.includes('text/html');
      if (!isPerson || !(error instanceof HubError)) throw error;
      if (error.status >= 500) this.logger.warn({ err: error }, 'a person could not connect');
      reply
        .status(error.status)
        .header('content-type', html)
        .send(resultPage('Not connected', error.publicDetail));
    }
  }

  private async page(session: ConnectSession, problem?: string): Promise<string> {
    this.sessions.requireOpen(session);
    const { manifest } = await this.flow.integrationOf(session);
    const organization = await this.organizations.current();
    const facts = { organization: organization.name, manifest, scopes: session.scopes };
    return agreementPage(problem ? { ...facts, problem } : facts);
  }

  private async typed(session: ConnectSession, body: unknown, reply: FastifyReply): Promise<void> {
    try {
      this.leave(await this.flow.submit(session, stringsOf(body)), reply);
    } catch (error) {
      if (!(error instanceof HubError) || error.status !== 422) throw error;
      reply
        .status(422)
        .header('content-type', html)
        .send(await this.page(session, error.publicDetail));
    }
  }

  private leave({ session, manifest, connection, refusal }: Finished, reply: FastifyReply): void {
    if (session.returnTo) {
      const back = new URL(session.returnTo);
      back.searchParams.set('status', connection ? 'connected' : 'refused');
      back.searchParams.set('connectSessionId', session.id);
      if (connection) back.searchParams.set('connectionId', connection.id);
      reply.redirect(back.href, 303);
      return;
    }
    const text = refusal ?? `${manifest.name} is connected as ${connection?.remoteAccountName ?? ''}.`;
    reply.header('content-type', html).send(resultPage(connection ? 'Connected' : 'Not connected', text));
  }
}

const stringsOf = (body: unknown): Record<string, string> => {
  const entries = Object.entries((body ?? {}) as Record<string, unknown>);
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
};
