import { type DynamicModule, Global, Module, type Type } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ActionsModule } from '#actions';
import { AuditModule } from '#audit';
import { Config } from '#config';
import { ConnectionsModule } from '#connections';
import { ConsentModule } from '#consent';
import { CryptoModule, type KeyRing } from '#crypto';
import { type Connection, DatabaseModule } from '#database';
import { FilesModule } from '#files';
import { InboundWebhooksModule } from '#inbound-webhooks';
import { IntegrationsModule } from '#integrations';
import { JobsModule } from '#jobs';
import { Clock, SystemClock } from '#kernel';
import { MappingsModule } from '#mappings';
import { ProviderOverrides } from '#provider-sdk';
import { RecordsModule } from '#records';
import { RehearsalsModule } from '#rehearsals';
import { SubscriptionsModule } from '#subscriptions';
import { SyncsModule } from '#syncs';
import { TenancyModule } from '#tenancy';
import { WebhooksModule } from '#webhooks';
import { entities } from './entities.js';
import { eventTypes } from './event-types.js';
import { ApiModule, type ApiOptions } from './http/index.js';
import { LoggingModule } from './logging.module.js';
import { AppearanceModule } from './modules/appearance/index.js';
import { BulkModule } from './modules/bulk/index.js';
import { HealthModule } from './modules/health/index.js';
import { MirrorsModule } from './modules/mirrors/index.js';
import { OverviewModule } from './modules/overview/index.js';
import { QuotasModule } from './modules/quotas/index.js';
import { QueuesModule } from './modules/queues/index.js';
import { SetupGuidesModule } from './modules/setup-guides/index.js';
import { StatisticsModule } from './modules/statistics/index.js';
import { UndoModule } from './modules/undo/index.js';
import { LoginModule } from './modules/login/index.js';
import { OutboundModule } from './outbound.module.js';
import { SandboxModule, type Sandboxes } from './sandbox/index.js';
import { providerModules } from './providers/index.js';

export interface HubOptions {
  readonly config: Config;
  readonly database: Connection;
  readonly keyRing: KeyRing;
  /** Tests move time. */
  readonly clock?: Clock;
  /** The simulators that run in this process, when the sandbox is on. */
  readonly sandboxes?: Sandboxes | undefined;
  /** Providers of the operator's own, besides those in `src/providers`. */
  readonly extraModules?: readonly Type[];
}

const bodyLimitBytes = 2 * 1024 * 1024;

export const apiOptions = ({ settings, publicUrl }: Config): ApiOptions => ({
  publicUrl,
  corsOrigins: settings.CAUSEWAY_CORS_ORIGINS,
  trustProxy: settings.CAUSEWAY_TRUST_PROXY,
  bodyLimitBytes,
  rateLimits: {
    caller: settings.CAUSEWAY_RATE_LIMIT,
    organization: settings.CAUSEWAY_RATE_LIMIT * 5,
    address: Math.max(60, Math.floor(settings.CAUSEWAY_RATE_LIMIT / 4)),
  },
});

const jobsOptions = ({ config: { settings, runsJobs }, database }: HubOptions) => ({
  connection: database,
  ...(settings.REDIS_URL ? { redisUrl: settings.REDIS_URL } : {}),
  process: runsJobs,
  concurrency: settings.CAUSEWAY_WORKERS,
  sweepMs: settings.CAUSEWAY_SWEEP_MS,
});

const webhooksOptions = ({ config: { settings, runsJobs }, sandboxes }: HubOptions) => ({
  eventTypes,
  allowPrivate: settings.CAUSEWAY_ALLOW_PRIVATE_TARGETS,
  allowOrigins: sandboxes ? [sandboxes.inbox.origin] : [],
  process: runsJobs,
  atOnce: settings.CAUSEWAY_DELIVERIES,
  retentionDays: settings.CAUSEWAY_EVENT_RETENTION_DAYS,
});

/** What everything may ask for. */
@Global()
@Module({})
class CoreModule {
  static forRoot({ config, clock, sandboxes }: HubOptions): DynamicModule {
    const overrides = new ProviderOverrides(config.settings.CAUSEWAY_PROVIDER_URLS, sandboxes?.urls);
    const providers = [
      { provide: Config, useValue: config },
      { provide: Clock, useValue: clock ?? new SystemClock() },
      { provide: ProviderOverrides, useValue: overrides },
    ];
    return { module: CoreModule, providers, exports: providers.map(provider => provider.provide) };
  }
}

/** What needs nothing but the above. */
const features = [
  IntegrationsModule,
  ConnectionsModule,
  RecordsModule,
  MappingsModule,
  SyncsModule,
  RehearsalsModule,
  ActionsModule,
  FilesModule,
  SubscriptionsModule,
  InboundWebhooksModule,
  UndoModule,
  BulkModule,
  StatisticsModule,
  MirrorsModule,
  HealthModule,
  QueuesModule,
  AppearanceModule,
  QuotasModule,
  OverviewModule,
  SetupGuidesModule,
];

@Module({})
export class AppModule {
  static forRoot(options: HubOptions): DynamicModule {
    const { config, database, keyRing } = options;
    const { settings } = config;
    return {
      module: AppModule,
      imports: [
        CoreModule.forRoot(options),
        LoggingModule.forRoot(settings.LOG_LEVEL),
        EventEmitterModule.forRoot({ wildcard: false }),
        DatabaseModule.forRoot({ connection: database, entities, poolSize: settings.DATABASE_POOL }),
        JobsModule.forRoot(jobsOptions(options)),
        CryptoModule.forRoot({ keyRing }),
        AuditModule,
        ConsentModule,
        OutboundModule,
        TenancyModule,
        LoginModule,
        ApiModule.forRoot(apiOptions(config)),
        WebhooksModule.forRoot(webhooksOptions(options)),
        ...features,
        SandboxModule.forRoot(options.sandboxes ?? null),
        ...providerModules,
        ...(options.extraModules ?? []),
      ],
    };
  }
}
