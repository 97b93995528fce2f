import type { Grant, SimulatorReply, SimulatorRequest } from '#provider-sdk/simulator';
import type { TodoistCommand, TodoistErrorBody } from '../todoist.types.js';
import { type Args, handlers } from './commands.js';
import { Refusal, refusal, refuse } from './refusal.js';
import type { Store } from './store.js';

interface SyncRequest {
  readonly sync_token?: string;
  readonly resource_types?: readonly string[];
  readonly commands?: readonly TodoistCommand[];
}

/** `POST /sync`: reads from a position, and carries out commands once each. */
export class SyncEndpoint {
  /** How an unknown token is met: with everything, as Todoist does, or with an error. */
  unknownTokens: 'full_sync' | 'refused' = 'full_sync';
  /** Whether the answer to a command that was done before says again what it made. */
  remembersIds = true;
  readonly commands: TodoistCommand[] = [];
  private readonly done = new Map<string, { readonly made: string | undefined }>();

  constructor(private readonly store: Store) {}

  answer(request: SimulatorRequest, grant: Grant): SimulatorReply {
    const { sync_token: token, resource_types: types, commands } = request.json() as SyncRequest;
    const position = token === undefined || token === '*' ? undefined : this.store.positionOf(token);
    if (token !== undefined && token !== '*' && position === undefined && this.unknownTokens === 'refused')
      return refusal(400, 'Sync token is invalid', 'INVALID_SYNC_TOKEN');
    const written = commands ? this.execute(commands, grant) : {};
    const read = types ? this.read(types, position) : {};
    return { status: 200, body: { ...read, ...written, sync_token: this.store.token } };
  }

  /** Everything is what lives: open tasks and their comments. Changes include what is gone. */
  private read(types: readonly string[], position: number | undefined): Record<string, unknown> {
    const { store } = this;
    const isFull = position === undefined;
    const since = position ?? 0;
    const items = store.items.since(since).filter(task => !isFull || (!task.is_deleted && !task.checked));
    const isShown = new Set(items.map(({ id }) => id));
    const rows: Readonly<Record<string, () => unknown>> = {
      items: () => items.filter(task => isFull || !this.isSilent(task.section_id)),
      notes: () => store.notes.since(since).filter(note => !isFull || isShown.has(note.item_id ?? '')),
      sections: () => store.sections.since(since).filter(row => !isFull || !row.is_deleted),
      projects: () => store.projects.since(since).filter(row => !isFull || !row.is_deleted),
      user: () => store.userSince(since),
    };
    const named = types.map(type => [type, rows[type]?.()]).filter(([, value]) => value !== undefined);
    return { full_sync: isFull, ...(Object.fromEntries(named) as Record<string, unknown>) };
  }

  /** The tasks of a deleted section go without tombstones. */
  private isSilent(sectionId: string | null): boolean {
    return sectionId !== null && (this.store.sections.get(sectionId)?.is_deleted ?? false);
  }

  private execute(commands: readonly TodoistCommand[], grant: Grant): Record<string, unknown> {
    const statuses: Record<string, 'ok' | TodoistErrorBody> = {};
    const mapping: Record<string, string> = {};
    for (const command of commands) {
      const earlier = this.done.get(command.uuid);
      if (earlier) {
        statuses[command.uuid] = 'ok';
        if (command.temp_id && earlier.made && this.remembersIds) mapping[command.temp_id] = earlier.made;
        continue;
      }
      statuses[command.uuid] = this.carryOut(command, mapping, grant);
    }
    return { sync_status: statuses, temp_id_mapping: mapping };
  }

  private carryOut(
    { type, uuid, temp_id: temporary, args }: TodoistCommand,
    mapping: Record<string, string>,
    grant: Grant,
  ): 'ok' | TodoistErrorBody {
    this.commands.push({ type, uuid, args });
    try {
      const handler = handlers[type];
      if (!handler) throw refuse(400, 'Invalid command', 'COMMAND_INVALID');
      if (type === 'item_delete' && !grant.scopes.includes('data:delete'))
        throw refuse(403, 'Insufficient token scope', 'AUTH_INSUFFICIENT_TOKEN_SCOPE');
      const made = handler(this.store, resolved(args, mapping), grant.person.id);
      this.done.set(uuid, { made });
      if (temporary && made) mapping[temporary] = made;
      return 'ok';
    } catch (error) {
      if (error instanceof Refusal) return error.body;
      throw error;
    }
  }
}

/** Temporary ids of this request stand for what was made. */
const resolved = (args: Args, mapping: Readonly<Record<string, string>>): Args =>
  Object.fromEntries(
    Object.entries(args).map(([name, value]) => [
      name,
      typeof value === 'string' && Object.hasOwn(mapping, value) ? mapping[value] : value,
    ]),
  );
