import { ProviderError } from '#kernel';
import type { DropboxApi } from '../dropbox-api.js';
import type { Entry, Item } from '../dropbox.types.js';

/** The container that is the whole account. */
export const wholeAccount = 'root';

/** Where something stands in its container. */
export interface Place {
  /** Null: right in the container. */
  readonly parentId: string | null;
  /** From the container, as shown. */
  readonly path: string;
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));
const stepsOf = (path: string): string[] => path.split('/').slice(1);

/** Dropbox says where things are by path only; folders' ids are looked up, once each. */
export class Places {
  private readonly ids = new Map<string, string>();

  private constructor(
    private readonly api: DropboxApi,
    /** Path of the container, empty for the account. */
    readonly root: string,
    private readonly rootLower: string,
  ) {}

  static async of(api: DropboxApi, containerId: string): Promise<Places> {
    if (containerId === wholeAccount) return new Places(api, '', '');
    const folder = await api.find(containerId);
    if (folder?.['.tag'] !== 'folder')
      throw new ProviderError('not_found', 'The folder is not there any more.');
    return new Places(api, folder.path_display ?? '', folder.path_lower ?? '');
  }

  learn({ path_lower: path, id }: Item): void {
    if (path !== undefined) this.ids.set(path, id);
  }

  /** The path inside the container, as it is shown; empty for the container itself. */
  pathOf({ path_display: shown, path_lower: lower }: Entry): string {
    const depth = this.root === '' ? 0 : stepsOf(this.root).length;
    const steps = stepsOf(shown ?? lower ?? '').slice(depth);
    return steps.length === 0 ? '' : `/${steps.join('/')}`;
  }

  /** `seen` is where it stood before: in the same folder its parent is the same. */
  async placeOf(
    item: Item,
    seen?: { readonly path_lower?: string; readonly parent_id?: string | null },
  ): Promise<Place> {
    const folder = folderOf(item.path_lower ?? '');
    const path = this.pathOf(item);
    if (folder === this.rootLower) return { parentId: null, path };
    const isSame = seen?.path_lower !== undefined && folderOf(seen.path_lower) === folder;
    if (isSame && seen.parent_id) this.ids.set(folder, seen.parent_id);
    return { parentId: await this.idAt(folder), path };
  }

  /** Where something of this name goes. */
  async pathFor(parentId: string | null, name: string): Promise<string> {
    if (name.includes('/')) throw new ProviderError('permanent', 'A name cannot contain a slash.');
    if (parentId === null) return `${this.root}/${name}`;
    const parent = await this.api.find(parentId);
    if (parent?.['.tag'] !== 'folder') throw new ProviderError('not_found', 'The folder is not there.');
    return `${parent.path_display ?? ''}/${name}`;
  }

  /** Null when the folder went away meanwhile: that what was in it did too is about to be said. */
  private async idAt(path: string): Promise<string | null> {
    const known = this.ids.get(path);
    if (known !== undefined) return known;
    const folder = await this.api.find(path);
    if (folder === null) return null;
    this.ids.set(path, folder.id);
    return folder.id;
  }
}
