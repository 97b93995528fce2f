import { type DynamicModule, Global, Module, type Type } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { AuditModule } from '#audit';
import { Config } from '#config';
import { ConnectionsModule } from '#connections';
import { ConsentModule } from '#consent';
import { CryptoModule, type KeyRing } from '#crypto';
import { type Connection, DatabaseModule } from '#database';
import { IntegrationsModule } from '#integrations';
import { JobsModule } from '#jobs';
import { Clock, SystemClock } from '#kernel';
import { ProviderOverrides } from '#provider-sdk';
import { RecordsModule } from '#records';
import { SyncsModule } from '#syncs';
import { TenancyModule } from '#tenancy';
import { entities } from './entities.js';
import { ApiModule, type ApiOptions } from './http/index.js';
import { LoggingModule } from './logging.module.js';
import { HealthModule } from './modules/health/index.js';
import { OutboundModule } from './outbound.module.js';
import { providerModules } from './providers/index.js';

export interface HubOptions {
  readonly config: Config;
  readonly database: Connection;
  readonly keyRing: KeyRing;
  /** Tests move time. */
  readonly clock?: Clock;
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

/** What everything may ask for. */
@Global()
@Module({})
class CoreModule {
  static forRoot({ config, clock }: HubOptions): DynamicModule {
    const providers = [
      { provide: Config, useValue: config },
      { provide: Clock, useValue: clock ?? new SystemClock() },
      { provide: ProviderOverrides, useValue: new ProviderOverrides(config.settings.CAUSEWAY_PROVIDER_URLS) },
    ];
    return { module: CoreModule, providers, exports: providers.map(provider => provider.provide) };
  }
}

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
        JobsModule.forRoot({
          connection: database,
          ...(settings.REDIS_URL ? { redisUrl: settings.REDIS_URL } : {}),
          process: config.runsJobs,
          concurrency: settings.CAUSEWAY_WORKERS,
          sweepMs: settings.CAUSEWAY_SWEEP_MS,
        }),
        CryptoModule.forRoot({ keyRing }),
        AuditModule,
        ConsentModule,
        OutboundModule,
        TenancyModule,
        ApiModule.forRoot(apiOptions(config)),
        IntegrationsModule,
        ConnectionsModule,
        RecordsModule,
        SyncsModule,
        HealthModule,
        ...providerModules,
        ...(options.extraModules ?? []),
      ],
    };
  }
}
