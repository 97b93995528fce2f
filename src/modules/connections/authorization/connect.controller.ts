import { Body, Controller, Get, Header, Logger, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '#config';
import { HubError } from '#kernel';
import { AcceptsForm, Public } from '#tenancy';
import { browserCookie, browserSecret, newBrowserSecret } from './browser-cookie.js';
import { ConnectFlow, type Finished } from './connect-flow.service.js';
import { ConnectPages } from './connect-pages.service.js';
import { connectScript } from './connect-script.js';
import type { ConnectSession } from './connect-session.entity.js';
import { ConnectSessions } from './connect-sessions.service.js';
import { keepsOpener, type Page } from './page-frame.js';

interface Visit {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

type Fields = Readonly<Record<string, string>>;

/** The pages an end user meets. Everything they may do hangs on the unguessable link or the bound OAuth state. */
@ApiExcludeController()
@Controller()
export class ConnectController {
  private readonly logger = new Logger(ConnectController.name);

  constructor(
    private readonly flow: ConnectFlow,
    private readonly sessions: ConnectSessions,
    private readonly pages: ConnectPages,
    private readonly config: Config,
  ) {}

  /** Pages of other origins load it, and check it by its hash. */
  @Get('connect.js')
  @Public('a script without data, for pages that embed the connect page')
  @Header('content-type', 'text/javascript; charset=utf-8')
  @Header('cache-control', 'public, max-age=604800')
  @Header('access-control-allow-origin', '*')
  @Header('cross-origin-resource-policy', 'cross-origin')
  script(): string {
    return connectScript;
  }

  @Get('connect/:token')
  @Public('the unguessable link is the permission')
  show(
    @Param('token') token: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.byLink({ request, reply }, token, async session => {
      const isPopup = query['display'] === 'popup';
      if (isPopup) await this.sessions.openedAs(session, 'popup');
      this.sessions.requireOpen(session);
      show(reply, await this.pages.agreement(session, isPopup));
    });
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
    const { text, display, decision, ...fields } = stringsOf(body);
    return this.byLink({ request, reply }, token, async session => {
      await this.sessions.openedAs(session, display === 'popup' ? 'popup' : 'page');
      if (decision === 'refuse') return this.refuse(session, reply);
      const { manifest } = await this.flow.integrationOf(session);
      try {
        await this.flow.requireCurrent(session, text);
        if (manifest.auth.kind === 'oauth2') await this.goOn(session, { request, reply });
        else await this.leave(await this.flow.submit(session, fields), reply);
      } catch (error) {
        await this.askAgain(session, error, reply);
      }
    });
  }

  @Get('oauth/:provider/callback')
  @Public('the single-use state bound to the browser is the permission')
  callback(
    @Param('provider') provider: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.readably({ request, reply }, null, async () => {
      const browser = browserSecret(request, this.config.callbackUrl) ?? undefined;
      await this.flow.callback(provider, query, browser, {
        finished: finished => this.leave(finished, reply),
        failed: (session, error) => this.readably({ request, reply }, session, () => Promise.reject(error)),
      });
    });
  }

  private byLink(
    visit: Visit,
    token: string,
    work: (session: ConnectSession) => Promise<void>,
  ): Promise<void> {
    return this.readably(visit, null, () =>
      this.sessions.withLink(token, session => this.readably(visit, session, () => work(session))),
    );
  }

  /** A person in a browser reads a page; a program gets the usual problem document. */
  private async readably(
    { request, reply }: Visit,
    session: ConnectSession | null,
    work: () => Promise<void>,
  ): Promise<void> {
    try {
      await work();
    } catch (error) {
      const isPerson = request.headers.accept?.includes('text/html');
      if (!isPerson || !(error instanceof HubError)) throw error;
      if (error.status >= 500) this.logger.warn({ err: error }, 'a person could not connect');
      const page = session ? await this.pages.failed(session, error) : this.pages.strange(error);
      show(reply, page, error.status);
    }
  }

  private async goOn(session: ConnectSession, { request, reply }: Visit): Promise<void> {
    const { callbackUrl } = this.config;
    const browser = browserSecret(request, callbackUrl) ?? newBrowserSecret();
    const url = await this.flow.authorize(session, browser);
    reply.headers({ 'set-cookie': browserCookie(browser, callbackUrl), ...keepsOpener }).redirect(url, 303);
  }

  private async refuse(session: ConnectSession, reply: FastifyReply): Promise<void> {
    await this.sessions.refuse(session);
    const { manifest } = await this.flow.integrationOf(session);
    await this.leave(
      { session, manifest, connection: null, refusal: 'You did not agree. Nothing was connected.' },
      reply,
    );
  }

  /** What was typed was wrong, or the text has changed: the same page once more, saying so. */
  private async askAgain(session: ConnectSession, error: unknown, reply: FastifyReply): Promise<void> {
    const isTheirs =
      error instanceof HubError && (error.status === 422 || error.code === 'agreement_outdated');
    if (!isTheirs) throw error;
    const isPopup = session.display === 'popup';
    show(reply, await this.pages.agreement(session, isPopup, error.publicDetail), error.status);
  }

  private async leave(finished: Finished, reply: FastifyReply): Promise<void> {
    const page = await this.pages.finished(finished);
    if (typeof page === 'string') reply.headers(keepsOpener).redirect(page, 303);
    else show(reply, page);
  }
}

const show = (reply: FastifyReply, { html, headers }: Page, status = 200): void => {
  reply.status(status).headers(headers).send(html);
};

const stringsOf = (body: unknown): Fields => {
  const entries = Object.entries((body ?? {}) as Record<string, unknown>);
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
};
