import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '#kernel';
import type { DeletedMetadata, FileMetadata, FolderMetadata, Item } from '../dropbox.types.js';
import { Refusal } from './refusal.js';

export interface StoredItem {
  readonly id: string;
  readonly kind: 'file' | 'folder';
  name: string;
  /** Null: at the top. */
  parent: StoredItem | null;
  bytes: Buffer;
  rev: string;
  modified: string;
  sharedBy: string | null;
  link: string | null;
}

export interface JournalEntry {
  readonly position: number;
  readonly path: string;
  readonly entry: Item | DeletedMetadata;
}

const blockBytes = 4 * 1024 * 1024;
const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();
export const hashOfContent = (bytes: Buffer): string => {
  const blocks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += blockBytes)
    blocks.push(sha256(bytes.subarray(at, at + blockBytes)));
  return sha256(Buffer.concat(blocks)).toString('hex');
};

/** One account's tree and the journal of what happened to it. Names differ by more than case. */
export class Drive {
  /** What cursors know it by. */
  readonly id: string = randomBytes(8).toString('hex');
  private readonly items = new Map<string, StoredItem>();
  readonly journal: JournalEntry[] = [];
  private count = 0;

  constructor(
    private readonly clock: Clock,
    private readonly changed: () => void,
  ) {}

  get position(): number {
    return this.journal.length;
  }

  all(): StoredItem[] {
    return [...this.items.values()];
  }

  get(id: string): StoredItem | undefined {
    return this.items.get(id);
  }

  /** `id:…`, or a path in any case. */
  find(where: string): StoredItem | undefined {
    if (where.startsWith('id:')) return this.items.get(where);
    return [...this.items.values()].find(item => this.pathOf(item).toLowerCase() === where.toLowerCase());
  }

  pathOf(item: StoredItem): string {
    return `${item.parent ? this.pathOf(item.parent) : ''}/${item.name}`;
  }

  /** Folders before what is in them. */
  below(folder: StoredItem | null): StoredItem[] {
    const direct = [...this.items.values()].filter(item => item.parent === folder);
    return direct.flatMap(item => [item, ...this.below(item)]);
  }

  folder(path: string): StoredItem {
    const { parent, name } = this.placeFor(path);
    return this.add({ kind: 'folder', name, parent, bytes: Buffer.alloc(0) });
  }

  file(path: string, bytes: Buffer): StoredItem {
    const { parent, name } = this.placeFor(path);
    return this.add({ kind: 'file', name, parent, bytes });
  }

  write(item: StoredItem, bytes: Buffer): StoredItem {
    Object.assign(item, { bytes, ...this.stamp() });
    this.tell([item]);
    return item;
  }

  move(item: StoredItem, path: string): StoredItem {
    const existing = this.find(path);
    if (existing) throw new Refusal(`to/conflict/${existing.kind}`);
    const { parent, name } = this.placeFor(path);
    for (let at = parent; at; at = at.parent) {
      if (at === item) throw new Refusal('cant_move_folder_into_itself');
    }
    this.tellGone(item);
    Object.assign(item, { parent, name });
    this.tell([item, ...this.below(item)]);
    return item;
  }

  delete(item: StoredItem): void {
    this.tellGone(item);
    for (const each of [item, ...this.below(item)]) this.items.delete(each.id);
    this.changed();
  }

  share(item: StoredItem, by: string): void {
    item.sharedBy = by;
    this.tell([item]);
  }

  metadata(item: StoredItem): Item {
    const path = this.pathOf(item);
    const placed = { name: item.name, path_lower: path.toLowerCase(), path_display: path, id: item.id };
    const sharing =
      item.sharedBy === null ? {} : { sharing_info: { read_only: false, modified_by: item.sharedBy } };
    if (item.kind === 'folder') return { '.tag': 'folder', ...placed, ...sharing } satisfies FolderMetadata;
    return {
      '.tag': 'file',
      ...placed,
      client_modified: item.modified,
      server_modified: item.modified,
      rev: item.rev,
      size: item.bytes.length,
      is_downloadable: true,
      content_hash: hashOfContent(item.bytes),
      ...sharing,
    } satisfies FileMetadata;
  }

  private placeFor(path: string): { readonly parent: StoredItem | null; readonly name: string } {
    const at = path.lastIndexOf('/');
    const [folder, name] = [path.slice(0, at), path.slice(at + 1)];
    if (name === '' || /[\\:?*"|<>]/.test(name)) throw new Refusal('path/disallowed_name');
    if (folder === '') return { parent: null, name };
    const parent = this.find(folder) ?? this.folder(folder);
    if (parent.kind === 'file') throw new Refusal('path/conflict/file_ancestor');
    return { parent, name };
  }

  private add(made: Pick<StoredItem, 'kind' | 'name' | 'parent' | 'bytes'>): StoredItem {
    const id = `id:${randomBytes(16).toString('base64url')}`;
    const item: StoredItem = { id, ...made, ...this.stamp(), sharedBy: null, link: null };
    this.items.set(id, item);
    this.tell([item]);
    return item;
  }

  private stamp(): Pick<StoredItem, 'rev' | 'modified'> {
    this.count += 1;
    const modified = this.clock
      .now()
      .toISOString()
      .replace(/\.\d+Z$/, 'Z');
    return { rev: `01${this.count.toString(16).padStart(14, '0')}`, modified };
  }

  private tell(items: readonly StoredItem[]): void {
    for (const item of items) this.note(this.metadata(item));
    this.changed();
  }

  private tellGone(item: StoredItem): void {
    const path = this.pathOf(item);
    this.note({ '.tag': 'deleted', name: item.name, path_lower: path.toLowerCase(), path_display: path });
  }

  private note(entry: Item | DeletedMetadata): void {
    this.journal.push({ position: this.journal.length + 1, path: entry.path_lower ?? '', entry });
  }
}
