import type { FileFields } from '#unified-models';

/**
 * Change here: what the vendor keeps of a file or folder, as it stands in its JSON. Contents go through the methods
 * `download` and `upload`.
 */
export interface Members {
  readonly name: string;
  readonly folder?: boolean;
  readonly parent_id?: string | null;
  readonly trashed?: boolean;
}

/** Complete: a field that the vendor does not know is what it is by default. */
export const readMembers = (members: Members): FileFields => ({
  name: members.name,
  kind: members.folder ? 'folder' : 'file',
  path: null,
  parentId: members.parent_id ?? null,
  mimeType: null,
  size: null,
  contentHash: null,
  contentModifiedAt: null,
  modifiedBy: null,
  shared: false,
  trashed: members.trashed ?? false,
  url: null,
});

/** What a changed field comes to. One without an entry is not the vendor's to keep and never sent. */
export const writers: { readonly [F in keyof FileFields]?: (fields: FileFields) => Partial<Members> } = {
  name: ({ name }) => ({ name }),
  kind: ({ kind }) => ({ folder: kind === 'folder' }),
  parentId: ({ parentId }) => ({ parent_id: parentId }),
  trashed: ({ trashed }) => ({ trashed }),
};
