export { Authorization } from './authorization/authorization.entity.js';
export { ConnectSession } from './authorization/connect-session.entity.js';
export { Connection } from './connection.entity.js';
export { ConnectionHealth } from './connection-health.js';
export { type ConnectionTrouble, troubleOf } from './connection-trouble.js';
export { connectionEventTypes, connectionRemoteEvent } from './connection.event-types.js';
export { type ConnectionEvent, connectionEvents } from './connections.events.js';
export { ConnectionsModule } from './connections.module.js';
export { Connections } from './connections.service.js';
export { ClientProbe, type Probe } from './credentials/client-probe.js';
export { Credential } from './credentials/credential.entity.js';
export { Credentials } from './credentials/credentials.service.js';
export { type FoundConnection, RemoteAccounts } from './remote-accounts.js';
export { providerOfLane } from './provider-of-lane.js';
export {
  type OpenContentSession,
  type OpenSession,
  ProviderSessions,
  requireActive,
} from './provider-sessions.js';
