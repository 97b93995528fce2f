import type { EventSubscriber, TransactionEventArgs } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { Clock, currentContext, currentOrganization, newId } from '#kernel';
import { toJsonb } from '../jsonb.js';
import type { EventType } from './event-type.js';

export interface NewEvent<D = Readonly<Record<string, unknown>>> {
  readonly data: D;
  /** The consent that the data stands on: after its withdrawal the event is not delivered any more. */
  readonly consentId?: string;
}

export type CommitListener = (organizationId: string) => void;

/**
 * Events are rows of the transaction that made them true, so there is none about what was rolled back and none is
 * missing about what was committed. Whoever delivers or shows them reads the table, and is told by `onCommitted` when to.
 */
@Injectable()
export class Outbox {
  readonly #commits = new Commits();

  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {
    em.getEventManager().registerSubscriber(this.#commits);
  }

  /** In the caller's transaction; one statement however many. Answers the events' ids. */
  async publish<D extends z.ZodObject>(
    type: EventType<D>,
    events: readonly NewEvent<z.input<D>>[],
  ): Promise<string[]> {
    if (events.length === 0) return [];
    if (!this.em.isInTransaction()) throw new Error(`publish('${type.name}') needs a transaction`);
    const organizationId = currentOrganization();
    const rows = events.map(event => ({
      id: newId(),
      data: event.data,
      consent_id: event.consentId ?? null,
    }));
    await this.em
      .getContext()
      .execute(insertSql, [organizationId, type.name, this.clock.now(), toJsonb(rows)]);
    this.#commits.expect(organizationId);
    return rows.map(row => row.id);
  }

  /** Called in this process as soon as events of an organization are committed; a killed process calls nobody. */
  onCommitted(listener: CommitListener): void {
    this.#commits.listeners.push(listener);
  }
}

/**
 * Waits for the outermost commit. What was published is kept by the request or job that published it; one whose
 * transaction is rolled back is told of with its next commit, which costs a look and nothing else.
 */
class Commits implements EventSubscriber {
  readonly listeners: CommitListener[] = [];
  readonly #expected = new WeakMap<object, string>();

  expect(organizationId: string): void {
    const context = currentContext();
    if (context) this.#expected.set(context, organizationId);
  }

  afterTransactionCommit({ transaction }: TransactionEventArgs): void {
    const isSavepoint =
      typeof transaction === 'object' && transaction !== null && 'savepointName' in transaction;
    const context = currentContext();
    const organizationId = context && this.#expected.get(context);
    if (isSavepoint || !context || !organizationId) return;
    this.#expected.delete(context);
    for (const listener of this.listeners) listener(organizationId);
  }
}

/** In the order in which they were given, which is that of `seq`. */
const insertSql = `
  insert into event (organization_id, type, occurred_at, id, data, consent_id)
  select ?::uuid, ?, ?::timestamptz, e.id, e.data, e.consent_id
  from rows from (jsonb_to_recordset(?::jsonb) as (id uuid, data jsonb, consent_id uuid)) with ordinality
    as e(id, data, consent_id, n)
  order by e.n`;
