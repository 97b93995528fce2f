import { randomBytes } from 'node:crypto';
import type { Entry, ListFolderResult } from '../dropbox.types.js';
import type { Drive, StoredItem } from './drive.js';
import { Refusal } from './refusal.js';

/** What a cursor stands for. */
interface Standing {
  /** Id of the drive. */
  readonly drive: string;
  /** Path of the folder in lower case, empty for the account. */
  readonly root: string;
  readonly folder: StoredItem | null;
  readonly recursive: boolean;
  readonly limit: number;
  readonly pending: readonly Entry[];
  /** Position in the journal from which on changes are still to be told. */
  readonly after: number;
}

const prefix = 'AAsim';
/** The oldest end first, with `reset`, so that a simulator that runs for weeks does not grow. */
const mostCursors = 5_000;

/** `list_folder` and its cursors, which never end but by `reset`. */
export class Listings {
  private readonly cursors = new Map<string, Standing>();

  begin(drive: Drive, given: Readonly<Record<string, unknown>>): ListFolderResult {
    const where = String(given['path']);
    const folder = where === '' ? null : (drive.find(where) ?? refuse('path/not_found'));
    if (folder?.kind === 'file') throw new Refusal('path/not_folder');
    const recursive = given['recursive'] === true;
    const items = drive.below(folder).filter(item => recursive || item.parent === folder);
    // The folder's own entry comes first when everything below is listed.
    const all = recursive && folder ? [folder, ...items] : items;
    return this.page({
      drive: drive.id,
      root: folder ? drive.pathOf(folder).toLowerCase() : '',
      folder,
      recursive,
      limit: typeof given['limit'] === 'number' ? given['limit'] : 500,
      pending: all.map(item => drive.metadata(item)),
      after: drive.position,
    });
  }

  /** Undefined: this was never a cursor. */
  continue(drive: Drive, cursor: string): ListFolderResult | undefined {
    const standing = this.cursors.get(cursor);
    if (!standing || standing.drive !== drive.id) {
      if (cursor.startsWith(prefix)) throw new Refusal('reset');
      return undefined;
    }
    if (standing.pending.length > 0) return this.page(standing);
    const { folder, root, after } = standing;
    if (folder && drive.pathOf(folder).toLowerCase() !== root) throw new Refusal('path/not_found');
    const latest = new Map<string, Entry>();
    for (const { path, entry } of drive.journal.slice(after)) {
      // A path is told once, where it was touched last.
      latest.delete(path);
      if (isWithin(standing, path)) latest.set(path, entry);
    }
    return this.page({ ...standing, pending: [...latest.values()], after: drive.position });
  }

  forget(): void {
    this.cursors.clear();
  }

  private page(standing: Standing): ListFolderResult {
    const { pending, limit } = standing;
    const cursor = `${prefix}${randomBytes(24).toString('base64url')}`;
    if (this.cursors.size >= mostCursors) this.cursors.delete([...this.cursors.keys()][0] ?? '');
    this.cursors.set(cursor, { ...standing, pending: pending.slice(limit) });
    return { entries: pending.slice(0, limit), cursor, has_more: pending.length > limit };
  }
}

const isWithin = ({ root, recursive }: Standing, path: string): boolean =>
  path === root || (path.startsWith(`${root}/`) && (recursive || !path.slice(root.length + 1).includes('/')));

const refuse = (path: string): never => {
  throw new Refusal(path);
};
