import { type DynamicModule, Module } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { Audit } from '#audit';
import { IntegrationsModule } from '#integrations';
import { TenancyModule } from '#tenancy';
import { InboxController } from './inbox.controller.js';
import { InboxControls } from './inbox-controls.service.js';
import { SandboxController } from './sandbox.controller.js';
import { SandboxControls } from './sandbox-controls.service.js';
import type { Sandboxes } from './sandboxes.js';
import { Welcome } from './welcome.service.js';

@Module({})
export class SandboxModule {
  /** Null: its routes are there, for the reference, and lead nowhere. */
  static forRoot(sandboxes: Sandboxes | null): DynamicModule {
    return {
      module: SandboxModule,
      imports: [IntegrationsModule, TenancyModule],
      controllers: [InboxController, SandboxController],
      providers: [
        Welcome,
        {
          provide: SandboxControls,
          inject: [EntityManager, Audit],
          useFactory: (em: EntityManager, audit: Audit) => new SandboxControls(sandboxes, em, audit),
        },
        {
          provide: InboxControls,
          inject: [EntityManager, Audit],
          useFactory: (em: EntityManager, audit: Audit) => new InboxControls(sandboxes, em, audit),
        },
      ],
      exports: [Welcome],
    };
  }
}
