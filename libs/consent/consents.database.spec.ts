import { EventEmitter2 } from '@nestjs/event-emitter';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, Clock, newId, PageCursor, runInContext } from '#kernel';
import { Audit, auditEntities } from '#audit';
import { type OwnDatabase, startOwnDatabase } from '../audit/testing/own-database.js';
import { Consent } from '../../migrations/0005-consent.js';
import { ConsentGate } from './consent-gate.js';
import type { ConsentInput } from './consent-input.js';
import { consentEntities } from './consent-record.entity.js';
import { Outbox } from '#database';
import { Tenancy } from '../../migrations/0002-tenancy.js';
import { Webhooks } from '../../migrations/0010-webhooks.js';
import { ConsentQuery } from './consent.dto.js';
import { consentWithdrawn, type ConsentWithdrawn } from './consent.events.js';
import { Consents } from './consents.service.js';
import { ConsentReceipt } from './receipt.js';

class MovableClock extends Clock {
  time = Date.parse('2026-06-01T12:00:00Z');
  override now(): Date {
    return new Date(this.time);
  }
}

const actor: Actor = { kind: 'member', id: 'member-1' };
const input: ConsentInput = {
  subject: { type: 'end_user', id: 'u1', label: 'Ann' },
  purpose: 'calendar_sync',
  noticeVersion: '2026-01',
};
const clock = new MovableClock();
const emitter = new EventEmitter2();
let database: OwnDatabase;
let consents: Consents;
let gate: ConsentGate;

beforeAll(async () => {
  database = await startOwnDatabase(
    [...auditEntities, ...consentEntities],
    [
      { name: '0002-tenancy', class: Tenancy },
      { name: '0005-consent', class: Consent },
      { name: '0010-webhooks', class: Webhooks },
    ],
  );
  consents = new Consents(
    database.em,
    clock,
    new Audit(database.em, clock),
    new Outbox(database.em, clock),
    emitter,
  );
  gate = new ConsentGate(database.em, clock);
});
afterAll(() => database.stop());

const as = <T>(organizationId: string, work: () => Promise<T>): Promise<T> =>
  runInContext({ requestId: 'r1', actor, organizationId, address: '192.0.2.7', userAgent: 'Firefox' }, () =>
    database.scope.run(organizationId, actor, work),
  );
const give = (organizationId: string, more: Partial<ConsentInput> = {}) =>
  as(organizationId, () => consents.give({ ...input, ...more }));
const list = (organizationId: string, query: object) =>
  as(organizationId, () => consents.list(ConsentQuery.parse(query)));
const pass = (organizationId: string, consentId: string, purpose = 'calendar_sync') =>
  as(organizationId, () => gate.require({ consentId, purpose }));
const audited = (organizationId: string) =>
  database.as(
    'postgres',
    `select action, actor, target, details, personal from audit_event
     where organization_id = '${organizationId}' order by sequence desc`,
  );

describe('consents', () => {
  it('let a sync pass once given, and stop it once withdrawn', async () => {
    const organizationId = newId();
    const { id } = await give(organizationId);
    await pass(organizationId, id);
    await as(organizationId, async () => {
      // The same request, which has seen the consent as given, is refused right after.
      await gate.require({ consentId: id, purpose: 'calendar_sync' });
      await as(organizationId, () => consents.withdraw(id));
      await expect(gate.require({ consentId: id, purpose: 'calendar_sync' })).rejects.toMatchObject({
        code: 'consent_withdrawn',
        status: 409,
      });
    });
  });

  it('pass for their own purpose and organization only', async () => {
    const organizationId = newId();
    const { id } = await give(organizationId);
    await expect(pass(organizationId, id, 'identity')).rejects.toMatchObject({ code: 'consent_missing' });
    await expect(pass(newId(), id)).rejects.toMatchObject({ code: 'consent_missing' });
    await expect(pass(organizationId, newId())).rejects.toMatchObject({ code: 'consent_missing' });
    await expect(as(newId(), () => consents.get(id))).rejects.toMatchObject({
      code: 'not_found',
      status: 404,
    });
    await expect(as(newId(), () => consents.withdraw(id))).rejects.toMatchObject({ code: 'not_found' });
    await expect(as(organizationId, () => consents.get('x'))).rejects.toMatchObject({ code: 'not_found' });
    expect((await list(newId(), {})).data).toEqual([]);
  });

  it('expire by time alone, in the gate and in lists', async () => {
    const organizationId = newId();
    const expiresAt = new Date(clock.time + 1_000).toISOString();
    const { id } = await give(organizationId, { expiresAt });
    await pass(organizationId, id);
    expect((await list(organizationId, { state: 'given' })).data).toHaveLength(1);
    clock.time += 1_000;
    await expect(pass(organizationId, id)).rejects.toMatchObject({ code: 'consent_expired' });
    expect((await list(organizationId, { state: 'given' })).data).toEqual([]);
    expect((await list(organizationId, { state: 'expired' })).data).toMatchObject([{ id, state: 'expired' }]);
    expect(await as(organizationId, () => consents.withdraw(id))).toMatchObject({ state: 'withdrawn' });
  });

  it('cannot be given for an unknown purpose or for the past', async () => {
    await expect(give(newId(), { purpose: 'calendar.sync' })).rejects.toMatchObject({
      code: 'validation_failed',
    });
    await expect(give(newId(), { expiresAt: clock.now().toISOString() })).rejects.toMatchObject({
      status: 422,
    });
  });

  it('that were refused let nothing pass and cannot be withdrawn', async () => {
    const organizationId = newId();
    const { id } = await give(organizationId, { state: 'refused' });
    await expect(pass(organizationId, id)).rejects.toMatchObject({ code: 'consent_missing' });
    await expect(as(organizationId, () => consents.withdraw(id))).rejects.toMatchObject({
      code: 'consent_not_given',
    });
  });

  it('are withdrawn once however many ask at the same time, and are announced after the commit', async () => {
    const organizationId = newId();
    const { id } = await give(organizationId);
    const heard: ConsentWithdrawn[] = [];
    const seen: Promise<string>[] = [];
    const listener = (event: ConsentWithdrawn) => {
      heard.push(event);
      seen.push(as(organizationId, async () => (await consents.get(event.consentId)).state));
    };
    emitter.on(consentWithdrawn, listener);
    await Promise.all(Array.from({ length: 8 }, () => as(organizationId, () => consents.withdraw(id))));
    emitter.off(consentWithdrawn, listener);
    expect(heard).toMatchObject([{ organizationId, consentId: id, purpose: 'calendar_sync' }]);
    expect(await Promise.all(seen)).toEqual(['withdrawn']);
    expect((await audited(organizationId)).map(event => event['action'])).toEqual([
      'consent.withdrawn',
      'consent.given',
    ]);
  });

  it('leave evidence in the same transaction: who, from where, under which notice', async () => {
    const organizationId = newId();
    const { id } = await give(organizationId, { method: 'connect_page' });
    await as(organizationId, () => consents.withdraw(id));
    const [event] = await audited(organizationId);
    expect(event).toMatchObject({
      action: 'consent.withdrawn',
      actor,
      target: { type: 'consent', id },
      personal: { address: '192.0.2.7', userAgent: 'Firefox' },
      details: { purpose: 'calendar_sync', noticeVersion: '2026-01', collectionMethod: 'connect_page' },
    });
    expect(JSON.stringify(event?.['details'])).not.toMatch(/u1|Ann/);
    const sql = `select state, address, user_agent, actor from consent_decision where consent_id = '${id}' order by id`;
    const evidence = { address: '192.0.2.7', user_agent: 'Firefox', actor };
    expect(await database.as('postgres', sql)).toEqual([
      { state: 'given', ...evidence },
      { state: 'withdrawn', ...evidence },
    ]);
  });

  it('are taken back with the transaction that gave them', async () => {
    const organizationId = newId();
    const undone = as(organizationId, () =>
      database.em.transactional(async () => {
        await consents.give(input);
        throw new Error('undone');
      }),
    );
    await expect(undone).rejects.toThrow('undone');
    expect((await list(organizationId, {})).data).toEqual([]);
    expect(await audited(organizationId)).toEqual([]);
    const inside = as(organizationId, () => database.em.transactional(() => consents.withdraw(newId())));
    await expect(inside).rejects.toThrow('call it outside');
  });

  it("are told by receipt, without the evidence that is the organization's", async () => {
    const organizationId = newId();
    const { id } = await give(organizationId, { jurisdiction: 'DE', noticeLanguage: 'de' });
    clock.time += 60_000;
    await as(organizationId, () => consents.withdraw(id));
    const receipt = await as(organizationId, () => consents.receipt(id));
    expect(ConsentReceipt.parse(receipt)).toEqual(receipt);
    expect(receipt.state).toBe('withdrawn');
    expect(receipt.events.map(event => event.event_state)).toEqual(['given', 'withdrawn']);
    expect(receipt.record_header).toMatchObject({ record_id: id, pii_principal_id: 'u1' });
    expect(JSON.stringify(receipt)).not.toMatch(/192\.0\.2\.7|Firefox/);
  });

  it('are found by subject, purpose and connection, page by page', async () => {
    const organizationId = newId();
    const connectionId = newId();
    const first = await give(organizationId, { connectionId });
    const second = await give(organizationId, { purpose: 'identity' });
    const third = await give(organizationId, { subject: { type: 'member', id: 'm1' }, connectionId });
    const ids = async (query: object) => (await list(organizationId, query)).data.map(consent => consent.id);
    expect(await ids({ connectionId })).toEqual([third.id, first.id]);
    expect(await ids({ purpose: 'identity' })).toEqual([second.id]);
    expect(await ids({ subjectType: 'end_user', subjectId: 'u1' })).toEqual([second.id, first.id]);
    const page = await list(organizationId, { limit: 2 });
    expect(await ids({ limit: 2, cursor: page.nextCursor })).toEqual([first.id]);
    const foreign = list(organizationId, { cursor: PageCursor.encode(['x']) });
    await expect(foreign).rejects.toMatchObject({ code: 'invalid_cursor', status: 400 });
  });

  it('and their evidence cannot be rewritten, only what is personal erased', async () => {
    const organizationId = newId();
    const { id } = await give(organizationId);
    const run = (sql: string) => as(organizationId, () => database.em.transactional(em => em.execute(sql)));
    for (const sql of [
      `update consent_decision set state = 'refused'`,
      `delete from consent_decision`,
      `truncate consent_decision`,
      `delete from consent_record`,
      `update consent_record set given_at = now()`,
    ]) {
      await expect(run(sql)).rejects.toThrow(/permission denied|must be owner/);
    }
    await expect(run(`update consent_decision set address = '198.51.100.1'`)).rejects.toThrow('append-only');
    for (const user of ['owner', 'postgres'] as const) {
      await expect(database.as(user, 'delete from consent_decision')).rejects.toThrow('append-only');
      await expect(database.as(user, 'truncate consent_decision')).rejects.toThrow('append-only');
    }
    await run(`update consent_decision set address = null, user_agent = null`);
    await run(`update consent_record set subject_label = null`);
    expect(await as(organizationId, () => consents.get(id))).toMatchObject({
      subject: { id: 'u1', label: null },
    });
  });
});
