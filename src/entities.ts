import { auditEntities } from '#audit';
import { Authorization, Connection, ConnectSession, Credential } from '#connections';
import { consentEntities } from '#consent';
import { cryptoEntities } from '#crypto';
import { Integration, ProviderClient } from '#integrations';
import { recordEntities } from '#records';
import { Sync, SyncRun } from '#syncs';
import { tenancyEntities } from '#tenancy';

/** Everything that is stored. */
export const entities = [
  ...tenancyEntities,
  ...cryptoEntities,
  ...auditEntities,
  ...consentEntities,
  Integration,
  ProviderClient,
  Connection,
  Credential,
  ConnectSession,
  Authorization,
  Sync,
  SyncRun,
  ...recordEntities,
];
