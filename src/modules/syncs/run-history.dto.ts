import { z } from 'zod';
import { PageQuery } from '#tenancy';
import { RunView } from './syncs.dto.js';

const { status, trigger } = RunView.shape;

/** Filters of the list of runs. */
export const RunListParams = PageQuery.extend({
  status: status.optional(),
  trigger: trigger.optional(),
  receiptId: z.uuid().optional().describe('Runs that this webhook started'),
});
export type RunListParams = z.infer<typeof RunListParams>;

export const RunHistoryParams = z.strictObject({ days: z.coerce.number().int().min(1).max(366).default(30) });

export const RunHistoryView = z
  .object({
    data: z
      .array(
        z.object({
          date: z.iso.date().describe('A day in UTC'),
          runs: z.int(),
          failures: z.int(),
          recordsChanged: z.int().describe('Created, updated and deleted, on either side'),
          durationSeconds: z
            .object({ p50: z.number().nullable(), p95: z.number().nullable() })
            .describe('Of the runs that are over; null without any'),
        }),
      )
      .describe('Every day, oldest first'),
  })
  .meta({ id: 'RunHistory' });
export type RunHistoryView = z.infer<typeof RunHistoryView>;
