import { z } from 'zod';
import { type ModelName, modelNames } from '#unified-models';
import { feedOrders } from './feed-cursor.js';

const mostWords = 10;

export const FeedQuery = z.strictObject({
  cursor: z.string().max(500).optional().describe('`nextCursor` of a page of the same order'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  order: z
    .enum(feedOrders)
    .default('feed')
    .describe('feed: as it changed, oldest change first, to follow. newest: newest change first, to browse'),
  syncId: z.uuid().optional(),
  model: z.enum(modelNames as [ModelName, ...ModelName[]]).optional(),
  state: z.enum(['clean', 'dirty', 'conflict', 'delete_pending']).optional(),
  search: z
    .string()
    .trim()
    .min(1, 'expected a word')
    .max(200)
    .refine(text => !text.includes('\0'), 'must not contain the character U+0000')
    .refine(text => wordsOf(text).length <= mostWords, `at most ${mostWords} words`)
    .optional()
    .describe('Parts of words, all of which a record holds; without regard to case and accents'),
});
export type FeedQuery = z.infer<typeof FeedQuery>;

export const wordsOf = (search: string): string[] => search.split(/\s+/u).filter(word => word !== '');
