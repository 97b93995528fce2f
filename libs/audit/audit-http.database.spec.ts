import { MikroORM, RequestContext } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { StandardSchemaValidationPipe } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { organizationVariable } from '#database';
import { newId, runInContext } from '#kernel';
import { AuditController } from './audit.controller.js';
import { Audit } from './audit.service.js';
import { AuditEvents } from './audit-events.service.js';
import { AuditExports } from './audit-export.service.js';
import { linesOf, verifyChain } from './chain/index.js';
import { actor, entry, startAudit } from './testing/start-audit.js';

const organizationId = newId();
const path = `/v1/organizations/${organizationId}/audit`;
let kit: Awaited<ReturnType<typeof startAudit>>;
let app: NestFastifyApplication;

beforeAll(async () => {
  kit = await startAudit();
  const module = await Test.createTestingModule({
    controllers: [AuditController],
    providers: [
      AuditEvents,
      AuditExports,
      { provide: Audit, useValue: kit.audit },
      { provide: EntityManager, useValue: kit.database.em },
      { provide: MikroORM, useValue: null },
    ],
  }).compile();
  app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
  app.useGlobalPipes(new StandardSchemaValidationPipe());
  // Stands for the hub's edge and guards: the request's two contexts, inside the organization.
  const session = { variables: { [organizationVariable]: organizationId } };
  const context = { requestId: 'r1', actor, organizationId, address: null, userAgent: null };
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('preHandler', (_request, _reply, done) => {
      runInContext({ ...context }, () => RequestContext.create(kit.database.em, done, { session }));
    });
  await app.init();
  await kit.record(organizationId, ...Array.from({ length: 700 }, () => entry()));
});
afterAll(async () => {
  await app.close();
  await kit.database.stop();
});

const get = async (url: string) => app.inject({ method: 'GET', url: path + url });

describe('the audit routes', () => {
  it('stream an export that verifies, in the organization of the request', async () => {
    const answer = await get('/export');
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('application/x-ndjson; charset=utf-8');
    expect(answer.headers['cache-control']).toBe('no-store');
    const bytes = answer.rawPayload;
    const chunks = (async function* () {
      yield bytes;
    })();
    expect(await verifyChain(linesOf(chunks))).toMatchObject({ isIntact: true, events: 701, organizationId });
  });

  it('stream CSV as well', async () => {
    const answer = await get('/export?format=csv');
    expect(answer.headers['content-disposition']).toContain('.csv');
    expect(answer.body.trimEnd().split('\r\n')).toHaveLength(1 + 702);
  });

  it('list by filters from the query and name the head', async () => {
    const answer = await get('?action=audit.&limit=1');
    expect(answer.json()).toMatchObject({ data: [{ action: 'audit.exported' }] });
    const head = (await get('/head')).json<{ sequence: number; hash: string; head: string }>();
    expect(head.head).toBe(`${head.sequence}:${head.hash}`);
    expect(head.sequence).toBeGreaterThanOrEqual(702);
  });

  it('refuse filters that do not exist', async () => {
    expect((await get('?actoin=x')).statusCode).toBe(400);
    expect((await get('/export?format=pdf')).statusCode).toBe(400);
  });
});
