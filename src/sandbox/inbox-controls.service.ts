import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import { currentOrganization, notFound } from '#kernel';
import type { AnswerSandboxInbox, SandboxInbox } from './inbox.dto.js';
import type { Inbox } from './inbox.js';
import type { Sandboxes } from './sandboxes.js';

/** The organization's own compartment of the inbox; of another's nothing is seen. */
@Injectable()
export class InboxControls {
  constructor(
    private readonly sandboxes: Sandboxes | null,
    private readonly em: EntityManager,
    private readonly audit: Audit,
  ) {}

  look(): SandboxInbox {
    const { inbox } = this;
    const organizationId = currentOrganization();
    return {
      url: inbox.urlOf(organizationId),
      answers: inbox.answersOf(organizationId),
      data: inbox.deliveriesOf(organizationId).map(({ receivedAt, headers, ...delivery }) => ({
        ...delivery,
        headers: { ...headers },
        receivedAt: receivedAt.toISOString(),
      })),
    };
  }

  async answerNext({ status, times }: AnswerSandboxInbox): Promise<SandboxInbox> {
    this.inbox.answerNext(currentOrganization(), status === 204 ? null : { status, times });
    await this.em.transactional(() =>
      this.audit.record({
        action: 'sandbox.changed',
        target: { type: 'sandbox', id: 'inbox' },
        details: { lever: 'answer', status, times },
      }),
    );
    return this.look();
  }

  private get inbox(): Inbox {
    if (!this.sandboxes) throw notFound('sandbox');
    return this.sandboxes.inbox;
  }
}
