import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { HubError } from '#kernel';
import { Appearances } from '../../appearance/index.js';
import { Connection } from '../connection.entity.js';
import { Agreements } from './agreements.service.js';
import type { Finished } from './connect-flow.service.js';
import { agreementPage } from './connect-page.js';
import { ConnectRoom } from './connect-room.service.js';
import type { ConnectSession } from './connect-session.entity.js';
import type { Page } from './page-frame.js';
import { type ConnectResult, resultPage, stepFor, titleFor } from './result-page.js';
import { ReturnPaths } from './return-paths.js';

/** The pages of a connect session, in its organization's colours. Inside its organization. */
@Injectable()
export class ConnectPages {
  constructor(
    private readonly em: EntityManager,
    private readonly appearances: Appearances,
    private readonly agreements: Agreements,
    private readonly returns: ReturnPaths,
    private readonly room: ConnectRoom,
  ) {}

  async agreement(session: ConnectSession, isPopup: boolean, problem?: string): Promise<Page> {
    const { manifest } = await this.agreements.integrationOf(session);
    return agreementPage({
      look: await this.appearances.look(),
      manifest,
      agreement: await this.agreements.textOf(session, manifest),
      noticeVersion: session.noticeVersion,
      isPopup,
      account: await this.accountOf(session),
      ...(await this.room.require(session)),
      problem,
    });
  }

  /** How it went, unless the browser is to go on at once: then its address. */
  async finished({ session, manifest, connection, refusal }: Finished): Promise<Page | string> {
    const status = connection ? 'connected' : 'refused';
    const result = resultOf(session, status, connection?.id ?? null);
    const back = this.returns.back(session, result);
    if (back && session.display !== 'popup') return back;
    const text = refusal ?? `${manifest.name} is connected as ${connection?.remoteAccountName ?? ''}.`;
    return resultPage({
      title: connection ? 'Connected' : 'Not connected',
      text,
      nextStep: connection
        ? undefined
        : 'Nothing was shared. You can begin once more while the link is good.',
      look: await this.appearances.look(),
      told: this.toldOf(session, result),
      back,
    });
  }

  async failed(session: ConnectSession, error: HubError): Promise<Page> {
    const result = resultOf(session, 'failed', null);
    return resultPage({
      title: titleFor(error.code),
      text: error.publicDetail,
      nextStep: stepFor(error.code),
      look: await this.appearances.look(),
      told: this.toldOf(session, result),
      back: this.returns.back(session, result),
    });
  }

  /** For who came by a link that is none. */
  strange(error: HubError): Page {
    const nextStep = stepFor(error.code);
    return resultPage({ title: titleFor(error.code), text: error.publicDetail, nextStep, look: null });
  }

  private toldOf(session: ConnectSession, result: ConnectResult) {
    return session.display === 'popup' ? { result, origins: this.returns.origins(session) } : undefined;
  }

  private async accountOf({ connectionId }: ConnectSession): Promise<string | null> {
    if (!connectionId) return null;
    return (await this.em.findOneOrFail(Connection, { id: connectionId })).remoteAccountName;
  }
}

const resultOf = (
  { id }: ConnectSession,
  status: ConnectResult['status'],
  connectionId: string | null,
): ConnectResult => ({ status, connectSessionId: id, connectionId });
