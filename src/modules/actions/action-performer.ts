import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import { ConnectionHealth, Connections, ProviderSessions } from '#connections';
import { ConsentGate } from '#consent';
import { HubError, providerDeadline, ProviderError } from '#kernel';
import { checkedInput } from './action-input.js';
import { actionKey } from './action-key.js';
import { Actions, type OfferedAction } from './actions.service.js';

/** Below the minute after which an abandoned Idempotency-Key is taken over: the same wish never runs twice at once. */
const deadlineMs = 45_000;
const tooLate = 'The provider did not answer in time. It may have done it all the same.';

export interface ActionWish {
  readonly connectionId: string;
  readonly name: string;
  readonly input: unknown;
  readonly consentId: string;
  readonly idempotencyKey: string | undefined;
}

/** Does one thing at a provider for somebody who waits, and puts on record that it was done. */
@Injectable()
export class ActionPerformer {
  constructor(
    private readonly em: EntityManager,
    private readonly actions: Actions,
    private readonly connections: Connections,
    private readonly sessions: ProviderSessions,
    private readonly health: ConnectionHealth,
    private readonly gate: ConsentGate,
    private readonly audit: Audit,
  ) {}

  async perform(wish: ActionWish): Promise<Record<string, unknown>> {
    const offered = await this.actions.one(wish.connectionId, wish.name);
    const { action, connection } = offered;
    const input = checkedInput(action, wish.input);
    await this.gate.require({ consentId: wish.consentId, purpose: action.purpose });
    await this.connections.requireEnabled(connection.integrationId);
    const { session } = await this.sessions.open(connection.id, providerDeadline(deadlineMs, tooLate));
    requireScopes(offered);
    const key = actionKey({ ...wish, input });
    const output = await this.watched(wish, offered, () => action.run(session, input, key));
    return action.output.parse(output);
  }

  /** What the provider did or refused is recorded before anybody hears of it. */
  private async watched(
    wish: ActionWish,
    offered: OfferedAction,
    work: () => Promise<unknown>,
  ): Promise<unknown> {
    const { id } = offered.connection;
    try {
      const output = await this.health.watch(id, work);
      await this.record(wish, offered, null);
      await this.health.worked(id);
      return output;
    } catch (error) {
      if (error instanceof HubError) await this.record(wish, offered, error.code);
      throw error;
    }
  }

  /** Its name, never its content. */
  private record(
    wish: ActionWish,
    { connection, action }: OfferedAction,
    code: string | null,
  ): Promise<void> {
    const { id, provider } = connection;
    const details = { name: action.name, provider, consentId: wish.consentId, ...(code ? { code } : {}) };
    return this.em.transactional(() =>
      this.audit.record({
        action: code === null ? 'action.performed' : 'action.failed',
        target: { type: 'connection', id },
        outcome: code === null ? 'success' : 'failure',
        details,
      }),
    );
  }
}

const requireScopes = ({ missingScopes }: OfferedAction): void => {
  if (missingScopes.length === 0) return;
  throw new ProviderError(
    'insufficient_scope',
    `The connection lacks ${missingScopes.join(', ')}. Reconnect it and agree to that.`,
  );
};
