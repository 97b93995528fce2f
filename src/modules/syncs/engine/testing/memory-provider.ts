import { ProviderError } from '#kernel';
import type {
  DeleteChange,
  ProviderSession,
  PullPage,
  PullRequest,
  PushResult,
  RecordChange,
  RemoteChange,
  UpsertChange,
} from '#provider-sdk';
import type { Fields } from '#unified-models';
import { deepEqual } from '#records';
import { applied, byId, codeOf, type Fault, type RemoteObject, stale, upsertOf } from './remote-object.js';

export interface MemoryProviderOptions {
  readonly pageSize: number;
  readonly now: () => Date;
  /** How the provider stores what it is given: trimmed, completed, in capitals. */
  readonly normalise?: (fields: Fields) => Fields;
  /** Awaited in the middle of every call: the moment for others to write. */
  readonly meanwhile?: () => Promise<void>;
}

interface Position {
  readonly epoch: number;
  readonly since: number;
  /** The last id listed; null in an incremental cursor. */
  readonly listed: string | null;
}

/** A remote product that keeps its promises: versions, tombstones, cursors that expire, idempotent creation. */
export class MemoryProvider {
  readonly objects = new Map<string, RemoteObject>();
  readonly faults: (Fault | null)[] = [];
  /** In another container: there, but not for this one. */
  readonly elsewhere = new Map<string, RemoteObject>();
  /** There, but the account may not see them. */
  readonly hidden = new Map<string, RemoteObject>();
  /** Whatever was once here and went. */
  readonly departed = new Set<string>();
  writes = 0;
  /** Of the writes: deletions. */
  deletions = 0;
  /** A listing said less than there is. */
  wasShort = false;
  private readonly log: string[] = [];
  private epoch = 0;
  private made = 0;

  constructor(private readonly options: MemoryProviderOptions) {}

  /** As it would be stored. */
  normalised(fields: Fields): Fields {
    return this.options.normalise?.(fields) ?? fields;
  }

  /** A person writes at the provider; a null id creates. */
  save(id: string | null, fields: Fields, key: string | null = null): RemoteObject {
    const { now } = this.options;
    this.made += 1;
    const objectId = id ?? `x${String(this.made).padStart(6, '0')}`;
    const kept = this.objects.get(objectId)?.key ?? key;
    const saved = {
      id: objectId,
      version: `v${this.made}`,
      fields: this.normalised(fields),
      modifiedAt: now(),
      key: kept,
    };
    this.objects.set(objectId, saved);
    this.log.push(objectId);
    return saved;
  }

  remove(id: string): void {
    if (!this.objects.delete(id)) return;
    this.log.push(id);
    this.departed.add(id);
  }

  /** To another container, which looks like a deletion from here. */
  moveAway(id: string): void {
    const object = this.objects.get(id);
    this.remove(id);
    if (object) this.elsewhere.set(id, object);
  }

  moveBack(id: string): void {
    const object = this.elsewhere.get(id);
    if (object && this.elsewhere.delete(id)) this.save(id, object.fields, object.key);
  }

  /** The account loses sight of objects; `told`: the feed calls them deleted. */
  hide(ids: readonly string[], told: boolean): void {
    for (const id of ids) {
      const object = this.objects.get(id);
      if (!object) continue;
      this.objects.delete(id);
      this.hidden.set(id, object);
      if (told) this.log.push(id);
    }
  }

  /** Everything can be seen again, and no cursor knows it. */
  reveal(): void {
    if (this.hidden.size === 0) return;
    for (const [id, object] of this.hidden) this.objects.set(id, object);
    this.hidden.clear();
    this.expireCursors();
  }

  /** Every cursor handed out so far becomes unknown. */
  expireCursors(): void {
    this.epoch += 1;
  }

  private async meet(): Promise<Fault | null> {
    const fault = this.faults.shift() ?? null;
    await this.options.meanwhile?.();
    return fault;
  }

  private fail(fault: Fault | null): void {
    const code = fault && codeOf(fault);
    if (code === null) return;
    const options = code === 'rate_limited' ? { retryAfterMs: 1_000 } : {};
    throw new ProviderError(code, `The provider answers ${fault}.`, options);
  }

  private stateOf(id: string): RemoteChange {
    const object = this.objects.get(id);
    return object === undefined ? { kind: 'delete', remoteId: id } : upsertOf(object);
  }

  async *pull(_: ProviderSession, request: PullRequest): AsyncGenerator<PullPage> {
    let position = this.positionOf(request.cursor);
    for (;;) {
      const fault = await this.meet();
      this.fail(fault);
      if (fault === 'cut_off') return;
      if (position.epoch !== this.epoch) throw new ProviderError('cursor_expired', 'That cursor is too old.');
      const { listed } = position;
      const page: PullPage =
        listed === null
          ? this.changesSince(position)
          : await this.listAfter({ ...position, listed, isShort: fault === 'short' }, request);
      yield page;
      if (page.last) return;
      position = this.positionOf(page.cursor);
    }
  }

  private positionOf(cursor: string | null): Position {
    const listing = { epoch: this.epoch, since: this.log.length, listed: '' };
    return cursor === null ? listing : (JSON.parse(cursor) as Position);
  }

  private async listAfter(
    { isShort, ...position }: Position & { listed: string; isShort: boolean },
    { known }: PullRequest,
  ): Promise<PullPage> {
    const { pageSize } = this.options;
    const rest = [...this.objects.values()].filter(({ id }) => id > position.listed).toSorted(byId);
    const page = rest.slice(0, pageSize);
    const versions = await known(page.map(object => object.id));
    const isKnown = (object: RemoteObject) => versions.get(object.id) === object.version;
    const isLast = rest.length <= pageSize;
    const last = isLast || isShort;
    this.wasShort ||= isShort && !isLast;
    return {
      changes: page.filter(object => !isKnown(object)).map(upsertOf),
      unchanged: page.filter(isKnown).map(object => object.id),
      listing: true,
      cursor: JSON.stringify({ ...position, listed: last ? null : (page.at(-1)?.id ?? '') }),
      last,
      expected: this.objects.size,
    };
  }

  private changesSince(position: Position): PullPage {
    const { pageSize } = this.options;
    const since = Math.min(position.since + pageSize, this.log.length);
    const ids = new Set(this.log.slice(position.since, since));
    const cursor = JSON.stringify({ ...position, since });
    const changes = [...ids].map(id => this.stateOf(id));
    return { changes, unchanged: [], listing: false, cursor, last: since === this.log.length };
  }

  async push(_: ProviderSession, change: RecordChange): Promise<PushResult> {
    const fault = await this.meet();
    if (fault !== 'lost') this.fail(fault);
    const result = change.kind === 'delete' ? this.pushDelete(change) : this.pushUpsert(change);
    await this.options.meanwhile?.();
    this.fail(fault);
    return result;
  }

  private mustSee(id: string): void {
    if (this.hidden.has(id)) throw new ProviderError('not_found', 'The account sees no such object.');
  }

  private pushDelete({ remote }: DeleteChange): PushResult {
    this.mustSee(remote.id);
    const existing = this.objects.get(remote.id);
    if (existing !== undefined && existing.version !== remote.version) return stale(upsertOf(existing));
    this.writes += existing === undefined ? 0 : 1;
    this.deletions += existing === undefined ? 0 : 1;
    this.remove(remote.id);
    return applied({ kind: 'delete', remoteId: remote.id });
  }

  private pushUpsert({ remote, recordId, fields }: UpsertChange): PushResult {
    if (remote === null) {
      const made = [...this.objects.values()].find(object => object.key === recordId);
      if (made !== undefined) return (deepEqual(made.fields, fields) ? applied : stale)(upsertOf(made));
      return this.store(null, fields, recordId);
    }
    this.mustSee(remote.id);
    const current = this.stateOf(remote.id);
    if (current.kind === 'delete' || current.version !== remote.version) return stale(current);
    return this.store(remote.id, fields, recordId);
  }

  private store(id: string | null, fields: Fields, key: string): PushResult {
    this.writes += 1;
    return applied(upsertOf(this.save(id, fields, key)));
  }
}
