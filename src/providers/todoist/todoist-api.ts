import { ProviderError } from '#kernel';
import type { ProviderRequest, ProviderResponse, ProviderSession } from '#provider-sdk';
import { explain, refusalOf } from './explain.js';
import type {
  TodoistCommand,
  TodoistErrorBody,
  TodoistNote,
  TodoistSection,
  TodoistSync,
  TodoistTask,
  TodoistUser,
} from './todoist.types.js';

const pageSize = 200;
/** Always the same ones, for a token stands for what it was asked with. */
const resourceTypes = ['items', 'notes', 'sections', 'projects', 'user'] as const;

interface CommandAnswer {
  readonly sync_status?: Readonly<Record<string, 'ok' | TodoistErrorBody>>;
  readonly temp_id_mapping?: Readonly<Record<string, string>>;
}

type Query = NonNullable<ProviderRequest['query']>;

/** https://developer.todoist.com/api/v1 */
export class TodoistApi {
  private zone: Promise<string> | undefined;
  private readonly sectionsBy = new Map<string, Promise<TodoistSection[]>>();

  constructor(readonly session: ProviderSession) {}

  async get<T>(path: string, query: Query = {}): Promise<T> {
    return (await this.call({ method: 'GET', url: path, query })).json<T>();
  }

  /** Page after page along `next_cursor`: https://developer.todoist.com/api/v1/#tag/Pagination */
  async *list<T>(path: string, query: Query = {}): AsyncGenerator<T> {
    let cursor: string | null | undefined;
    do {
      const page = await this.get<{ results?: readonly T[]; next_cursor?: string | null }>(path, {
        ...query,
        limit: pageSize,
        ...(cursor ? { cursor } : {}),
      });
      if (!Array.isArray(page.results))
        throw new ProviderError('temporary', 'Todoist answered with no list.');
      yield* page.results as readonly T[];
      cursor = page.next_cursor;
    } while (cursor);
  }

  /**
   * Everything (`*`), or what changed since a token. Of a request that never changes otherwise, a 400 is about the token.
   */
  async sync(token: string): Promise<TodoistSync> {
    const body = { sync_token: token, resource_types: resourceTypes };
    const expect = token === '*' ? [] : [400];
    const response = await this.call({ method: 'POST', url: '/sync', body, idempotent: true, expect });
    if (response.status === 400)
      throw new ProviderError('cursor_expired', 'Todoist does not know this sync token.');
    const answer = response.json<Partial<TodoistSync>>();
    if (typeof answer.sync_token !== 'string')
      throw new ProviderError('temporary', 'Todoist answered without a sync token.');
    return { ...answer, sync_token: answer.sync_token, full_sync: answer.full_sync ?? false };
  }

  /** Carries commands out in their order; answers the ids of what they made. Safe to repeat, thanks to their `uuid`. */
  async execute(commands: readonly TodoistCommand[]): Promise<Readonly<Record<string, string>>> {
    if (commands.length === 0) return {};
    const response = await this.call({ method: 'POST', url: '/sync', body: { commands }, idempotent: true });
    const answer = response.json<CommandAnswer>();
    for (const { uuid } of commands) {
      const status = answer.sync_status?.[uuid];
      if (status === 'ok') continue;
      const refusal = status && refusalOf(status.http_code ?? 400, status);
      throw refusal ?? new ProviderError('temporary', 'Todoist did not say what became of a command.');
    }
    return answer.temp_id_mapping ?? {};
  }

  /** Undefined when it is not there any more. Completed tasks are. */
  async task(id: string): Promise<TodoistTask | undefined> {
    const url = `/tasks/${encodeURIComponent(id)}`;
    const response = await this.call({ method: 'GET', url, expect: [404, 410] });
    if (response.status !== 200) return undefined;
    const task = response.json<TodoistTask>();
    return task.is_deleted ? undefined : task;
  }

  /** In the order they were written. */
  async comments(taskId: string): Promise<TodoistNote[]> {
    return Array.fromAsync(this.list<TodoistNote>('/comments', { task_id: taskId }));
  }

  /** Asked for once: an instance serves one pull or one push. */
  sections(projectId: string): Promise<TodoistSection[]> {
    const query = { project_id: projectId };
    const sections =
      this.sectionsBy.get(projectId) ?? Array.fromAsync(this.list<TodoistSection>('/sections', query));
    this.sectionsBy.set(projectId, sections);
    return sections;
  }

  user(): Promise<TodoistUser> {
    return this.get<TodoistUser>('/user');
  }

  /** The account's time zone, asked for once. */
  timeZone(): Promise<string> {
    this.zone ??= this.user().then(user => user.tz_info?.timezone ?? 'UTC');
    return this.zone;
  }

  private call(request: ProviderRequest): Promise<ProviderResponse> {
    const { session } = this;
    session.signal.throwIfAborted();
    const url = `${session.apiUrl}${request.url}`;
    return session.http.request({ explain: explain(session.now), ...request, url });
  }
}
