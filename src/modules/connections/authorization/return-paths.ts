import { Injectable } from '@nestjs/common';
import { Config } from '#config';
import { invalid } from '#kernel';
import type { ConnectSession } from './connect-session.entity.js';
import type { ConnectResult } from './result-page.js';

/** The ways to a connect session's page and back: to its own page, or to pages that the operator named. */
@Injectable()
export class ReturnPaths {
  constructor(private readonly config: Config) {}

  /** On the host that the vendor sends the browser back to, for that is where the browser's cookie must arrive. */
  link(token: string): string {
    return `${this.config.callbackUrl}/connect/${token}`;
  }

  check(returnTo: string): void {
    if (this.allowed().includes(new URL(returnTo).origin)) return;
    throw invalid(
      'returnTo',
      'its origin is not allowed; the operator lists origins in CAUSEWAY_RETURN_ORIGINS',
    );
  }

  origins({ returnTo }: ConnectSession): string[] {
    return returnTo ? [new URL(returnTo).origin] : this.allowed();
  }

  back(
    { returnTo }: ConnectSession,
    { status, connectSessionId, connectionId }: ConnectResult,
  ): string | undefined {
    if (!returnTo) return undefined;
    const url = new URL(returnTo);
    url.searchParams.set('status', status);
    url.searchParams.set('connectSessionId', connectSessionId);
    if (connectionId) url.searchParams.set('connectionId', connectionId);
    return url.href;
  }

  private allowed(): string[] {
    const { publicUrl, consoleUrl, settings } = this.config;
    const named = [publicUrl, consoleUrl, ...settings.CAUSEWAY_RETURN_ORIGINS];
    return [...new Set(named.filter(url => URL.canParse(url)).map(url => new URL(url).origin))];
  }
}
