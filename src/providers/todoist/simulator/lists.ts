import type { SimulatorReply, SimulatorRequest } from '#provider-sdk/simulator';
import { refuse } from './refusal.js';

/** One page under `member`, with `next_cursor`: https://developer.todoist.com/api/v1/#tag/Pagination */
export const paged = (
  { url }: SimulatorRequest,
  rows: readonly unknown[],
  member: 'results' | 'items' = 'results',
): SimulatorReply => {
  const limit = Number(url.searchParams.get('limit') ?? 50);
  if (!(limit >= 1 && limit <= 200)) throw refuse(400, 'Invalid limit', 'INVALID_ARGUMENT_VALUE');
  const start = Number(Buffer.from(url.searchParams.get('cursor') ?? '', 'base64url').toString() || 0);
  const next = start + limit < rows.length ? Buffer.from(String(start + limit)).toString('base64url') : null;
  return { status: 200, body: { [member]: rows.slice(start, start + limit), next_cursor: next } };
};
