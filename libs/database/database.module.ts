import { Migrator } from '@mikro-orm/migrations';
import type { AnyEntity, EntityClass, EntitySchema } from '@mikro-orm/core';
import { MikroOrmModule } from '@mikro-orm/nestjs';
import { defineConfig } from '@mikro-orm/postgresql';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { type Connection, connectionOptions } from './connection.js';
import { LiteralDriver } from './literals.js';
import { releaseLostConnections } from './lost-connections.js';
import { Outbox, signalConnection, Signals } from './outbox/index.js';
import { OrganizationScope } from './scope.js';

export interface DatabaseOptions {
  readonly connection: Connection;
  readonly entities: readonly (EntityClass<AnyEntity> | EntitySchema)[];
  readonly poolSize: number;
}

@Global()
@Module({})
export class DatabaseModule {
  static forRoot(options: DatabaseOptions): DynamicModule {
    const orm = MikroOrmModule.forRoot({
      ...defineConfig({
        ...patient(connectionOptions(options.connection)),
        driver: LiteralDriver,
        entities: [...options.entities],
        pool: { min: 0, max: options.poolSize },
        // Our own hook opens the request's context after the body was read (src/http/context.ts).
        allowGlobalContext: false,
        forceUndefined: false,
        // It would look for its companions otherwise, and load a second copy of itself from outside the bundle: 0.2 s.
        extensions: [Migrator],
      }),
      registerRequestContext: false,
    });
    return {
      module: DatabaseModule,
      // Global by itself, and a promise.
      imports: [orm as Promise<DynamicModule>],
      providers: [
        OrganizationScope,
        Outbox,
        Signals,
        { provide: signalConnection, useValue: options.connection },
      ],
      exports: [OrganizationScope, Outbox, Signals],
    };
  }
}

/**
 * A process that is halted in a transaction (a paused machine, say) would keep its rows locked until it wakes; the
 * server takes them back when it has not heard of a transaction for so long. No transaction of ours waits for anything
 * but the database.
 */
const idleInTransactionMs = 10_000;

/** Who waits for a place in the pool while the database answers nobody is told so, before a proxy in front gives up. */
const placeMs = 20_000;

const patient = (connection: ReturnType<typeof connectionOptions>) => ({
  ...connection,
  driverOptions: {
    ...connection.driverOptions,
    idle_in_transaction_session_timeout: idleInTransactionMs,
    connectionTimeoutMillis: placeMs,
    // A server whose machine is gone says nothing at all.
    keepAlive: true,
    onPoolCreated: releaseLostConnections,
  },
});
