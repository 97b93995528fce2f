import { createHash } from 'node:crypto';
import type { SimulatorReply, SimulatorRequest } from '#provider-sdk/simulator';
import { refuse } from './refusal.js';

interface Dated {
  readonly created_at: string;
  readonly updated_at: string;
}

/** `state`, `since` (inclusive), `sort` and `direction`, with GitHub's defaults. */
export const ordered = <T extends Dated & { readonly state?: string }>(
  items: readonly T[],
  query: URLSearchParams,
): T[] => {
  const since = query.get('since');
  const state = query.get('state') ?? 'open';
  const by = query.get('sort') === 'updated' ? 'updated_at' : 'created_at';
  const turn = (query.get('direction') ?? 'desc') === 'asc' ? 1 : -1;
  if (since !== null && Number.isNaN(Date.parse(since))) throw refuse(422, 'Validation Failed');
  return items
    .filter(item => item.state === undefined || state === 'all' || item.state === state)
    .filter(item => since === null || Date.parse(item.updated_at) >= Date.parse(since))
    .toSorted((a, b) => turn * a[by].localeCompare(b[by]));
};

/** One page with its Link header; `name` wraps the list as some answers do. */
export const paged = (
  { url, headers }: SimulatorRequest,
  items: readonly unknown[],
  { name, path = url.pathname }: { readonly name?: string; readonly path?: string } = {},
): SimulatorReply => {
  const size = Math.min(Math.max(Number(url.searchParams.get('per_page') ?? 30), 1), 100);
  const page = Math.max(Number(url.searchParams.get('page') ?? 1), 1);
  const last = Math.max(1, Math.ceil(items.length / size));
  const at = (number: number, rel: string): string => {
    const query = new URLSearchParams(url.searchParams);
    query.set('page', String(number));
    return `<${url.origin}${path}?${query.toString()}>; rel="${rel}"`;
  };
  const before = page > 1 ? [at(page - 1, 'prev'), at(1, 'first')] : [];
  const after = page < last ? [at(page + 1, 'next'), at(last, 'last')] : [];
  const links = [...before, ...after].join(', ');
  const list = items.slice((page - 1) * size, page * size);
  const body = name ? { total_count: items.length, [name]: list } : list;
  return conditional(headers['if-none-match'], body, links === '' ? {} : { link: links });
};

/** A weak ETag of the whole answer; GitHub compares weakly (RFC 9110 §13.1.2). */
const conditional = (
  asked: string | undefined,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): SimulatorReply => {
  const hash = createHash('sha256')
    .update(JSON.stringify([body, headers]))
    .digest('hex');
  const etag = `W/"${hash}"`;
  if (asked === etag) return { status: 304, headers: { etag } };
  return { status: 200, headers: { ...headers, etag }, body };
};
