import { auditEntities } from '#audit';
import { Authorization, Connection, ConnectSession, Credential } from '#connections';
import { consentEntities } from '#consent';
import { cryptoEntities } from '#crypto';
import { receiptEntities } from '#inbound-webhooks';
import { Integration, ProviderClient } from '#integrations';
import { recordEntities } from '#records';
import { mappingEntities } from '#mappings';
import { Rehearsal } from '#rehearsals';
import { Subscription } from '#subscriptions';
import { DeletionNotice, Remap, Sync, SyncRun } from '#syncs';
import { tenancyEntities } from '#tenancy';
import { webhookEntities } from '#webhooks';
import { Appearance } from './modules/appearance/index.js';
import { OrganizationQuota } from './modules/quotas/index.js';
import { mirrorEntities } from './modules/mirrors/index.js';
import { loginEntities } from './modules/login/index.js';
import { undoEntities } from './modules/undo/index.js';

/** Everything that is stored. */
export const entities = [
  ...tenancyEntities,
  ...loginEntities,
  ...cryptoEntities,
  ...auditEntities,
  ...consentEntities,
  Appearance,
  OrganizationQuota,
  Integration,
  ProviderClient,
  Connection,
  Credential,
  ConnectSession,
  Authorization,
  Sync,
  SyncRun,
  DeletionNotice,
  Rehearsal,
  Subscription,
  ...receiptEntities,
  ...recordEntities,
  ...undoEntities,
  ...mirrorEntities,
  ...mappingEntities,
  Remap,
  ...webhookEntities,
];
