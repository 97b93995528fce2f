import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { getOptionsToken, getStorageToken } from '@nestjs/throttler';
import { AccessGuard, AuthenticationGuard } from '#tenancy';
import type { ApiOptions } from './edge/api-options.js';
import { IdempotencyInterceptor } from './idempotency/idempotency.interceptor.js';
import { IdempotencyKeys } from './idempotency/idempotency-keys.js';
import { RateLimitGuard, throttlerOptions } from './limits/rate-limit.guard.js';
import { PostgresRateLimitStorage } from './limits/rate-limit.storage.js';
import { IdPipe } from './problems/id.pipe.js';
import { ProblemFilter } from './problems/problem.filter.js';
import { validationPipe } from './problems/validation.pipe.js';
import { ApiDocument } from './reference/api-document.js';
import { ReferenceController } from './reference/reference.controller.js';

/** The API's edge: what every route of every module passes. Needs TenancyModule, DatabaseModule and a Clock. */
@Module({})
export class ApiModule {
  static forRoot(options: ApiOptions): DynamicModule {
    return {
      module: ApiModule,
      controllers: [ReferenceController],
      providers: [
        ApiDocument,
        IdempotencyKeys,
        { provide: getOptionsToken(), useValue: throttlerOptions(options.rateLimits) },
        { provide: getStorageToken(), useClass: PostgresRateLimitStorage },
        // In this order: who asks, how often, whether they may.
        { provide: APP_GUARD, useExisting: AuthenticationGuard },
        { provide: APP_GUARD, useClass: RateLimitGuard },
        { provide: APP_GUARD, useExisting: AccessGuard },
        { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
        { provide: APP_PIPE, useClass: IdPipe },
        { provide: APP_PIPE, useFactory: validationPipe },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
    };
  }
}
