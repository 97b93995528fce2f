import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { AttentionItem, AttentionKind } from '../overview.dto.js';
import { here, several, timeOf, type Watch } from './rows.js';

interface EventRow {
  readonly action: string;
  readonly count: number;
  readonly at: Date | string;
}

const dayMs = 86_400_000;
const most = 1_000;

interface Sort {
  readonly kind: AttentionKind;
  readonly one: string;
  readonly many: string;
  readonly nextStep: string;
}

const sorts: Readonly<Record<string, Sort>> = {
  'login.failed': {
    kind: 'security_login_failed',
    one: 'login failed in the last 24 hours.',
    many: 'logins failed in the last 24 hours.',
    nextStep: 'Look in the audit trail from where; ask the members whether it was they.',
  },
  'access.refused': {
    kind: 'security_access_refused',
    one: 'request was refused in the last 24 hours, because its key or role may not do that.',
    many: 'requests were refused in the last 24 hours, because their key or role may not do that.',
    nextStep: 'Look in the audit trail which key it was; give it what it needs, or revoke it.',
  },
  'authorization.refused': {
    kind: 'security_sign_in_refused',
    one: 'sign-in at a provider could not be finished in the last 24 hours.',
    many: 'sign-ins at providers could not be finished in the last 24 hours.',
    nextStep: 'The audit trail says why; “another browser” repeatedly may be somebody passing on links.',
  },
  'login.recovery_code_used': {
    kind: 'security_audit',
    one: 'login by recovery code in the last 24 hours.',
    many: 'logins by recovery code in the last 24 hours.',
    nextStep: 'Ask whether they lost their authenticator.',
  },
};

/** By the index of actions, newest first: a flood of refusals costs no more than the first thousand. */
const eventsSql = `
  select action, count(*)::int as count, max(occurred_at) as at from (
    select action, occurred_at from audit_event where ${here} and action = ?
    order by sequence desc limit ${most}) latest
  where occurred_at > ? group by action`;

/** What the audit trail says about attempts to get in. For those who may read it. */
@Injectable()
export class SecurityWatch implements Watch {
  constructor(private readonly em: EntityManager) {}

  async look(now: Date): Promise<AttentionItem[]> {
    const since = new Date(now.getTime() - dayMs);
    const items: AttentionItem[] = [];
    for (const [action, sort] of Object.entries(sorts)) {
      const [row] = await this.em.execute<EventRow[]>(eventsSql, [action, since]);
      if (row) items.push(itemOf(row, sort));
    }
    return items;
  }
}

const itemOf = ({ count, at }: EventRow, { kind, one, many, nextStep }: Sort): AttentionItem => ({
  kind,
  level: 'notice',
  text: count === most ? `More than ${most - 1} ${many}` : several(count, one, many),
  nextStep,
  at: timeOf(at),
  count,
});
