import type { AnyEntity, EntityClass, EntitySchema } from '@mikro-orm/core';
import { MikroOrmModule } from '@mikro-orm/nestjs';
import { defineConfig, PostgreSqlDriver } from '@mikro-orm/postgresql';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { type Connection, connectionOptions } from './connection.js';
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
        ...connectionOptions(options.connection),
        driver: PostgreSqlDriver,
        entities: [...options.entities],
        pool: { min: 0, max: options.poolSize },
        // Our own hook opens the request's context after the body was read (src/http/context.ts).
        allowGlobalContext: false,
        forceUndefined: false,
      }),
      registerRequestContext: false,
    });
    return {
      module: DatabaseModule,
      // Global by itself, and a promise.
      imports: [orm as Promise<DynamicModule>],
      providers: [OrganizationScope],
      exports: [OrganizationScope],
    };
  }
}
