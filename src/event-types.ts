import { connectionEventTypes } from '#connections';
import { consentEventTypes } from '#consent';
import { recordEventTypes } from '#records';
import { syncEventTypes } from '#syncs';
import { webhookEventTypes } from '#webhooks';
import { mirrorEventTypes } from './modules/mirrors/index.js';
import { undoEventTypes } from './modules/undo/index.js';

/** Everything that organizations may be told of. */
export const eventTypes = [
  ...recordEventTypes,
  ...syncEventTypes,
  ...undoEventTypes,
  ...mirrorEventTypes,
  ...connectionEventTypes,
  ...consentEventTypes,
  ...webhookEventTypes,
];
