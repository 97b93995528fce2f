import { z } from 'zod';
import { defineEventType } from '#database';

/** Names nobody: who it is about is read by the consent's id. */
const data = z.object({
  consentId: z.uuid(),
  purpose: z.string(),
  connectionId: z.uuid().nullable(),
});

export const consentGivenType = defineEventType({
  name: 'consent.given',
  description: 'Somebody agreed.',
  data,
});
export const consentWithdrawnType = defineEventType({
  name: 'consent.withdrawn',
  description: 'Somebody withdrew; what stands on it stops within a minute.',
  data,
});

export const consentEventTypes = [consentGivenType, consentWithdrawnType];
