/** Of https://github.com/dropbox/dropbox-api-spec (files.stone, users.stone, sharing.stone), what is used here. */
interface Placed {
  readonly name: string;
  /** Absent for what is not mounted in the account's own tree; such things are never listed there. */
  readonly path_lower?: string;
  readonly path_display?: string;
}

export interface FileMetadata extends Placed {
  readonly '.tag': 'file';
  readonly id: string;
  readonly client_modified: string;
  readonly server_modified: string;
  readonly rev: string;
  readonly size: number;
  readonly content_hash?: string;
  readonly is_downloadable?: boolean;
  readonly sharing_info?: { readonly read_only: boolean; readonly modified_by?: string };
}

export interface FolderMetadata extends Placed {
  readonly '.tag': 'folder';
  readonly id: string;
  readonly sharing_info?: { readonly read_only: boolean; readonly shared_folder_id?: string };
}

export interface DeletedMetadata extends Placed {
  readonly '.tag': 'deleted';
}

export type Item = FileMetadata | FolderMetadata;
export type Entry = Item | DeletedMetadata;

export interface ListFolderResult {
  readonly entries: readonly Entry[];
  readonly cursor: string;
  readonly has_more: boolean;
}

export interface FullAccount {
  readonly account_id: string;
  readonly name: { readonly display_name: string };
  readonly email: string;
}

export interface SearchResult {
  readonly matches: readonly { readonly metadata: { readonly metadata?: Item } }[];
  readonly has_more: boolean;
}

export interface SharedLink {
  readonly url: string;
}

export interface ErrorBody {
  readonly error_summary?: string;
  readonly error?: {
    readonly '.tag'?: string;
    readonly required_scope?: string;
    readonly retry_after?: number;
    readonly correct_offset?: number;
  };
}
