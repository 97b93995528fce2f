import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newId, runInContext } from '#kernel';
import { actor, entry, startAudit } from './testing/start-audit.js';

let kit: Awaited<ReturnType<typeof startAudit>>;
beforeAll(async () => {
  kit = await startAudit();
});
afterAll(() => kit.database.stop());

describe('recording', () => {
  it('keeps one gap-free chain under 50 concurrent transactions, some of which roll back', async () => {
    const organizationId = newId();
    const one = async (index: number) => {
      const isUndone = index % 5 === 0;
      const done = kit.request(organizationId, () =>
        kit.database.em.transactional(async () => {
          await kit.audit.record(entry('sync.created', `s${index}`));
          if (index % 3 === 0) await kit.audit.record(entry('sync.paused', `s${index}`));
          await sleep(index % 4);
          if (isUndone) throw new Error('undone');
        }),
      );
      await (isUndone ? expect(done).rejects.toThrow('undone') : done);
    };
    await Promise.all(Array.from({ length: 50 }, (_, index) => one(index)));
    const result = await kit.verify(organizationId);
    // 40 commit, 13 of those record twice, and the export records itself.
    expect(result).toMatchObject({ isIntact: true, problem: null, events: 54, last: { sequence: 54 } });
    const { data } = await kit.list(organizationId, { limit: 200 });
    expect(data.filter(event => Number(event.target.id.slice(1)) % 5 === 0)).toEqual([]);
  });

  it('takes the event back with its transaction', async () => {
    const organizationId = newId();
    await kit.record(organizationId, entry());
    const undone = kit.request(organizationId, () =>
      kit.database.em.transactional(async () => {
        await kit.audit.record(entry('sync.deleted'));
        throw new Error('undone');
      }),
    );
    await expect(undone).rejects.toThrow('undone');
    await kit.record(organizationId, entry());
    expect((await kit.list(organizationId)).data.map(event => [event.sequence, event.action])).toEqual([
      [2, 'sync.created'],
      [1, 'sync.created'],
    ]);
  });

  it('is refused outside a transaction and without an organization', async () => {
    await expect(kit.request(newId(), () => kit.audit.record(entry()))).rejects.toThrow(
      'needs a transaction',
    );
    const em = kit.database.em.fork();
    await expect(em.transactional(() => kit.audit.record(entry()))).rejects.toThrow('needs an organization');
  });

  it('notes who, from where and in which request, and keeps secrets out', async () => {
    const organizationId = newId();
    await kit.request(organizationId, () =>
      kit.database.em.transactional(() =>
        kit.audit.record({
          ...entry(),
          details: { client_secret: 's3cret', fields: ['a'] },
          personal: { name: 'Ann' },
        }),
      ),
    );
    const [event] = (await kit.list(organizationId)).data;
    expect(event).toMatchObject({
      actor,
      requestId: 'r1',
      outcome: 'success',
      details: { client_secret: '[redacted]', fields: ['a'] },
      personal: { address: '192.0.2.7', userAgent: 'Firefox', name: 'Ann' },
    });
  });

  it('records a refusal by itself, for unknown callers in the chain of the installation', async () => {
    const organizationId = newId();
    await kit.request(organizationId, () => kit.audit.recordRefusal(entry('access.refused')));
    expect((await kit.list(organizationId, { outcome: 'refused' })).data).toHaveLength(1);
    const context = { requestId: 'r2', actor, organizationId: null, address: null, userAgent: null };
    await runInContext(context, () => kit.audit.recordRefusal(entry('access.refused')));
    expect((await kit.list('00000000-0000-0000-0000-000000000000')).data).toHaveLength(1);
    expect(await kit.verify('00000000-0000-0000-0000-000000000000')).toMatchObject({
      isIntact: true,
      events: 2,
    });
    const inside = kit.request(organizationId, () =>
      kit.database.em.transactional(() => kit.audit.recordRefusal(entry())),
    );
    await expect(inside).rejects.toThrow('use record()');
  });

  it('stores any JSON so that the stored row still has its hash', async () => {
    const organizationId = newId();
    const details = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ noUnicodeString: false }));
    await fc.assert(
      fc.asyncProperty(details, value =>
        kit.request(organizationId, () =>
          kit.database.em.transactional(() => kit.audit.record({ ...entry(), details: value })),
        ),
      ),
      { numRuns: 60 },
    );
    expect(await kit.verify(organizationId)).toMatchObject({ isIntact: true, events: 61 });
  });
});

describe('the chain in the database', () => {
  const organizationId = newId();
  beforeAll(() => kit.record(organizationId, entry(), entry(), entry()));
  const asApp = (sql: string) =>
    kit.request(organizationId, () => kit.database.em.transactional(em => em.execute(sql)));
  const mine = `where organization_id = '${organizationId}'`;

  it('cannot be changed, deleted or truncated by the serving role', async () => {
    for (const sql of [
      `update audit_event set action = 'x.y'`,
      `update audit_event set hash = previous_hash`,
      `delete from audit_event`,
      `truncate audit_event`,
      `delete from audit_head`,
    ]) {
      await expect(asApp(sql)).rejects.toThrow(/permission denied|must be owner/);
    }
  });

  it('cannot be changed, deleted or truncated by owner or superuser while its triggers stand', async () => {
    const attempts = [
      'delete from audit_event',
      'truncate audit_event',
      'delete from audit_head',
      'truncate audit_head cascade',
    ];
    for (const sql of attempts) {
      await expect(kit.database.as('owner', sql)).rejects.toThrow('append-only');
      await expect(kit.database.as('postgres', sql)).rejects.toThrow('append-only');
    }
    await kit.database.as('owner', `update audit_event set action = 'x.y'`);
    for (const change of [
      `action = 'x.y'`,
      `details = '{"a":1}'`,
      `occurred_at = now()`,
      `personal = '{"address":"x"}'`,
    ]) {
      await expect(kit.database.as('postgres', `update audit_event set ${change} ${mine}`)).rejects.toThrow(
        'append-only',
      );
    }
    expect(await kit.verify(organizationId)).toMatchObject({ isIntact: true });
  });

  it('accepts only the successor of its head, and moves the head onto events only', async () => {
    const copy = (sequence: number) => `
      insert into audit_event select gen_random_uuid(), organization_id, ${sequence}, occurred_at, action, outcome, actor,
        target, details, request_id, null, null, null, previous_hash, hash from audit_event ${mine} and sequence = 1`;
    await expect(asApp(copy(99))).rejects.toThrow('does not follow the head');
    await expect(asApp(`update audit_head set sequence = sequence + 1`)).rejects.toThrow(
      'moves onto the next event',
    );
    await expect(asApp(`update audit_head set sequence = 0`)).rejects.toThrow('moves onto the next event');
  });

  it('loses personal data by erasure and stays intact', async () => {
    await expect(asApp(`update audit_event set personal = null where sequence = 2`)).rejects.toThrow(
      'check constraint',
    );
    await asApp(`update audit_event set personal = null, personal_salt = null where sequence = 2`);
    const result = await kit.verify(organizationId);
    expect(result).toMatchObject({ isIntact: true, withoutPersonal: 1 });
    expect(await kit.exportText(organizationId, { personal: 'true' })).toContain('192.0.2.7');
    expect(await kit.exportText(organizationId)).not.toContain('192.0.2.7');
  });

  it("shows no organization another one's events, and nothing to nobody", async () => {
    const stranger = newId();
    expect((await kit.list(stranger)).data).toEqual([]);
    expect(await kit.request(stranger, () => kit.events.head(organizationId))).toMatchObject({ sequence: 0 });
    expect(await kit.database.as('app', 'select * from audit_event')).toEqual([]);
    const foreign = `insert into audit_head values ('${newId()}', 0, repeat('0', 64))`;
    await expect(asApp(foreign)).rejects.toThrow('row-level security');
  });
});
