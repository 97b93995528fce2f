import { CryptoModule, cryptoEntities, KeyRing } from '#crypto';
import { EntityManager } from '@mikro-orm/postgresql';
import { Global, Injectable, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Clock, currentContext } from '#kernel';
import { type Connection, DatabaseModule } from '#database';
import { AuditTrail, type AuditTrailEvent, tenancyEntities, TenancyModule } from '#tenancy';
import { ApiModule } from '../api.module.js';
import { createApi } from '../create-api.js';
import type { ApiOptions } from '../edge/api-options.js';
import { TroubleController } from './trouble.controller.js';

export class TestClock extends Clock {
  private offsetMs = 0;
  override now(): Date {
    return new Date(Date.now() + this.offsetMs);
  }
  advance(ms: number): void {
    this.offsetMs += ms;
  }
}

/** Audit as tenancy sees it, in a plain table, so that a rolled-back change shows as a missing row. */
@Injectable()
class TableAuditTrail extends AuditTrail {
  constructor(private readonly em: EntityManager) {
    super();
  }
  override async record(event: AuditTrailEvent): Promise<void> {
    if (!this.em.isInTransaction()) throw new Error(`${event.action} was recorded outside a transaction`);
    const facts = currentContext();
    const values = [facts?.organizationId ?? null, event.action, `${event.target.type}:${event.target.id}`];
    const rest = [
      event.outcome ?? 'success',
      JSON.stringify(event.details ?? {}),
      `${facts?.actor.kind}:${facts?.actor.id}`,
    ];
    const sql = `insert into audit_probe (organization_id, action, target, outcome, details, actor) values (?, ?, ?, ?, ?, ?)`;
    await this.em.execute(sql, [...values, ...rest]);
  }
  override async recordRefusal(event: Omit<AuditTrailEvent, 'outcome'>): Promise<void> {
    await this.em.transactional(() => this.record({ ...event, outcome: 'refused' }));
  }
}

export const apiOptionsForTests: ApiOptions = {
  publicUrl: 'http://127.0.0.1:3000',
  corsOrigins: ['https://app.example.com'],
  trustProxy: false,
  bodyLimitBytes: 1_048_576,
  rateLimits: { caller: 100_000, organization: 100_000, address: 100_000 },
};

export interface TestApi {
  readonly app: NestFastifyApplication;
  readonly clock: TestClock;
}

/** A process of the hub, as far as tenancy and the API's edge go. */
export const startTestApi = async (
  connection: Connection,
  options: Partial<ApiOptions> = {},
): Promise<TestApi> => {
  const clock = new TestClock();
  const all = { ...apiOptionsForTests, ...options };
  @Global()
  @Module({
    providers: [
      { provide: Clock, useValue: clock },
      { provide: AuditTrail, useClass: TableAuditTrail },
    ],
    exports: [Clock, AuditTrail],
  })
  class Ground {}
  const database = DatabaseModule.forRoot({
    connection,
    entities: [...tenancyEntities, ...cryptoEntities],
    poolSize: 10,
  });
  const keyRing = KeyRing.load({ key: Buffer.alloc(32, 7).toString('base64') });
  @Module({
    imports: [Ground, database, CryptoModule.forRoot({ keyRing }), TenancyModule, ApiModule.forRoot(all)],
    controllers: [TroubleController],
  })
  class Root {}
  const app = await createApi(Root, all, { logger: ['fatal'] });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return { app, clock };
};
