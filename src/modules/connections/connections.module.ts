import { Module } from '@nestjs/common';
import { IntegrationsModule } from '#integrations';
import { Agreements } from './authorization/agreements.service.js';
import { Authorizations } from './authorization/authorizations.service.js';
import { ConnectController } from './authorization/connect.controller.js';
import { ConnectFlow } from './authorization/connect-flow.service.js';
import { ConnectSessionsController } from './authorization/connect-sessions.controller.js';
import { ConnectSessions } from './authorization/connect-sessions.service.js';
import { ConnectWithGrant } from './authorization/connect-with-grant.service.js';
import { ConnectWithSecret } from './connect-with-secret.js';
import { ConnectionChecks } from './connection-checks.js';
import { ConnectionHealth } from './connection-health.js';
import { ConnectionsController } from './connections.controller.js';
import { Connections } from './connections.service.js';
import { Credentials } from './credentials/credentials.service.js';
import { Refresher } from './credentials/refresher.service.js';
import { TokenEndpoint } from './credentials/token-endpoint.js';
import { ProviderSessions } from './provider-sessions.js';
import { RefreshAhead } from './refresh-ahead.js';
import { Revocations } from './revocations.js';

@Module({
  imports: [IntegrationsModule],
  controllers: [ConnectionsController, ConnectSessionsController, ConnectController],
  providers: [
    Agreements,
    Authorizations,
    ConnectFlow,
    ConnectSessions,
    ConnectWithGrant,
    ConnectWithSecret,
    ConnectionChecks,
    ConnectionHealth,
    Connections,
    Credentials,
    ProviderSessions,
    RefreshAhead,
    Refresher,
    Revocations,
    TokenEndpoint,
  ],
  exports: [Connections, ConnectionHealth, ProviderSessions],
})
export class ConnectionsModule {}
