import { createHash } from 'node:crypto';
import { ProviderError } from '#kernel';
import type { ProviderSession, PullPage, PullRequest, RemoteUpsert } from '#provider-sdk';
import type { TaskFields } from '#unified-models';
import { call, listOf, nextLink, pagesOf, pageSize } from '../github-api.js';
import type { GithubIssue } from '../github.types.js';
import { readIssue } from '../mapping/read-issue.js';

interface Item {
  readonly id: number;
  readonly content_type: string;
  readonly content: Partial<GithubIssue> | null;
  readonly updated_at: string;
  readonly archived_at: string | null;
  readonly fields?: readonly { readonly value?: { readonly name?: { readonly raw?: string } } | null }[];
}

interface Field {
  readonly id: number;
  readonly name: string;
  readonly data_type: string;
}

const finished = 'project:done';
const further = 'project:';

/**
 * The items of a project: issues and drafts, with their column as section. The API tells neither what changed nor what
 * is gone, so every pull is a listing; the versions that the hub knows keep it from being work.
 */
export async function* pullProject(
  session: ProviderSession,
  path: string,
  request: PullRequest,
): AsyncGenerator<PullPage> {
  let url = linkIn(request.cursor);
  const status = url === undefined ? await statusField(session, path) : undefined;
  const fields = status === undefined ? {} : { fields: String(status) };
  for (;;) {
    const first = { url: `${path}/items`, query: { per_page: pageSize, ...fields } };
    const response = await call(session, { method: 'GET', ...(url === undefined ? first : { url }) });
    const present = listOf<Item>(response).flatMap(upsertOf);
    const known = await request.known(present.map(({ remoteId }) => remoteId));
    const isKnown = ({ remoteId, version }: RemoteUpsert): boolean => known.get(remoteId) === version;
    url = nextLink(response);
    yield {
      changes: present.filter(item => !isKnown(item)),
      unchanged: present.filter(isKnown).map(({ remoteId }) => remoteId),
      listing: true,
      cursor: url === undefined ? finished : `${further}${url}`,
      last: url === undefined,
    };
    if (url === undefined) return;
  }
}

const linkIn = (cursor: string | null): string | undefined => {
  if (cursor === null) return undefined;
  const link = cursor.startsWith(further) ? cursor.slice(further.length) : '';
  if (/^https?:/.test(link)) return link;
  throw new ProviderError('cursor_expired', 'A GitHub project is listed anew each time.');
};

/** The field behind the columns; without naming it, items come with nothing but their titles. */
const statusField = async (session: ProviderSession, path: string): Promise<number | undefined> => {
  for await (const page of pagesOf<Field>(session, { url: `${path}/fields` })) {
    const found = page.find(field => field.name === 'Status' && field.data_type === 'single_select');
    if (found) return found.id;
  }
  return undefined;
};

/** Nothing of pull requests, of what was archived, and of what this account may not see. */
const upsertOf = (item: Item): RemoteUpsert[] => {
  const { content } = item;
  if (!content || item.archived_at !== null || item.content_type === 'PullRequest') return [];
  const fields = fieldsOf(content, item.fields?.[0]?.value?.name?.raw ?? null);
  const version = createHash('sha256')
    .update(JSON.stringify([item.updated_at, fields]))
    .digest('base64url');
  const modifiedAt = new Date(item.updated_at);
  return [
    { kind: 'upsert', remoteId: String(item.id), version, fields, data: JSON.stringify(item), modifiedAt },
  ];
};

/** A draft has a title, a text and an author. An issue's number means nothing here, so neither does its parent's. */
const fieldsOf = (content: Partial<GithubIssue>, section: string | null): TaskFields => {
  const bare = { labels: [], milestone: null, state: 'open', closed_at: null, user: null, html_url: '' };
  const fields = readIssue({ ...bare, ...content } as GithubIssue, []);
  return { ...fields, section, parentId: null, url: fields.url || null };
};
