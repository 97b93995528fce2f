import { type DynamicModule, Global, Module } from '@nestjs/common';
import { DataKeySchema } from './data-key.entity.js';
import { DataKeys } from './data-keys.js';
import { DataKeyStore } from './data-key-store.js';
import { KeyRing } from './key-ring.js';
import { VaultCanarySchema } from './vault-canary.entity.js';
import { VaultCheck } from './vault-check.js';
import { Vault } from './vault.js';

export const cryptoEntities = [DataKeySchema, VaultCanarySchema];

export interface CryptoOptions {
  readonly keyRing: KeyRing;
}

/** Needs the database (migrated), `OrganizationScope` and `Clock`. Starting it checks the key against the database. */
@Global()
@Module({})
export class CryptoModule {
  static forRoot({ keyRing }: CryptoOptions): DynamicModule {
    return {
      module: CryptoModule,
      providers: [{ provide: KeyRing, useValue: keyRing }, DataKeyStore, DataKeys, Vault, VaultCheck],
      exports: [KeyRing, Vault],
    };
  }
}
