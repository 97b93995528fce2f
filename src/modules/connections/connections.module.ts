import { Module } from '@nestjs/common';
import { IntegrationsModule } from '#integrations';
import { AppearanceModule } from '../appearance/index.js';
import { Agreements } from './authorization/agreements.service.js';
import { Authorizations } from './authorization/authorizations.service.js';
import { ConnectController } from './authorization/connect.controller.js';
import { ConnectPages } from './authorization/connect-pages.service.js';
import { ConnectPermits } from './authorization/connect-permits.service.js';
import { ConnectRoom } from './authorization/connect-room.service.js';
import { ReturnPaths } from './authorization/return-paths.js';
import { ConnectFlow } from './authorization/connect-flow.service.js';
import { ConnectSessionsController } from './authorization/connect-sessions.controller.js';
import { ConnectSessions } from './authorization/connect-sessions.service.js';
import { ConnectWithGrant } from './authorization/connect-with-grant.service.js';
import { ConnectWithInstallation } from './authorization/connect-with-installation.service.js';
import { ConnectWithSecret } from './connect-with-secret.js';
import { ConnectionCareController } from './connection-care.controller.js';
import { ConnectionCare } from './connection-care.service.js';
import { ConnectionViews } from './connection-views.js';
import { ConnectionChecks } from './connection-checks.js';
import { ConnectionHealth } from './connection-health.js';
import { ConnectionsController } from './connections.controller.js';
import { Connections } from './connections.service.js';
import { ClientProbe } from './credentials/client-probe.js';
import { Credentials } from './credentials/credentials.service.js';
import { GiveBack } from './credentials/give-back.service.js';
import { InstallationEndpoint } from './credentials/installation-endpoint.js';
import { Refresher } from './credentials/refresher.service.js';
import { Renewal } from './credentials/renewal.service.js';
import { RevocationEndpoint } from './credentials/revocation-endpoint.js';
import { TokenEndpoint } from './credentials/token-endpoint.js';
import { ProviderSessions } from './provider-sessions.js';
import { RefreshAhead } from './refresh-ahead.js';
import { RemoteAccounts } from './remote-accounts.js';
import { Revocations } from './revocations.js';
import { SharedAccounts } from './shared-accounts.js';

@Module({
  imports: [AppearanceModule, IntegrationsModule],
  controllers: [
    ConnectionsController,
    ConnectionCareController,
    ConnectSessionsController,
    ConnectController,
  ],
  providers: [
    Agreements,
    Authorizations,
    ConnectFlow,
    ConnectPages,
    ConnectPermits,
    ConnectRoom,
    ReturnPaths,
    ConnectSessions,
    ConnectWithGrant,
    ConnectWithInstallation,
    ConnectWithSecret,
    ClientProbe,
    ConnectionCare,
    ConnectionViews,
    ConnectionChecks,
    ConnectionHealth,
    Connections,
    Credentials,
    GiveBack,
    InstallationEndpoint,
    ProviderSessions,
    RefreshAhead,
    RemoteAccounts,
    Refresher,
    Renewal,
    RevocationEndpoint,
    Revocations,
    SharedAccounts,
    TokenEndpoint,
  ],
  exports: [ClientProbe, Connections, ConnectionHealth, ProviderSessions, RemoteAccounts],
})
export class ConnectionsModule {}
