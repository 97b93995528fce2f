import { z } from 'zod';

export const quotaKinds = ['connections', 'syncs', 'records'] as const;
export type QuotaKind = (typeof quotaKinds)[number];

const limit = z.int().min(0).max(1_000_000_000).nullable().describe('null: no limit');

export const QuotasInput = z
  .strictObject({ connections: limit, syncs: limit, records: limit })
  .meta({ id: 'QuotasInput' });
export type QuotasInput = z.infer<typeof QuotasInput>;

const use = z.object({ limit: z.int().nullable(), used: z.int() });

export const QuotasView = z
  .object({
    connections: use.describe('Disconnected ones do not count'),
    syncs: use,
    records: use.describe('Deleted ones do not count'),
    updatedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Quotas' });
export type QuotasView = z.infer<typeof QuotasView>;
