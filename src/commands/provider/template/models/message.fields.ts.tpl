import type { MessageFields } from '#unified-models';

/** Change here: what the vendor keeps of a message, as it stands in its JSON. */
export interface Members {
  readonly text: string;
  readonly subject?: string | null;
  readonly thread_id?: string | null;
  /** Set by the vendor. */
  readonly created_at: string;
}

/** Complete: a field that the vendor does not know is what it is by default. */
export const readMembers = (members: Members): MessageFields => ({
  text: members.text,
  subject: members.subject ?? null,
  author: null,
  sentAt: members.created_at,
  editedAt: null,
  threadId: members.thread_id ?? null,
  replyCount: 0,
  reactions: [],
  attachments: [],
  kind: 'message',
  url: null,
});

/** What a changed field comes to. One without an entry is not the vendor's to keep and never sent. */
export const writers: { readonly [F in keyof MessageFields]?: (fields: MessageFields) => Partial<Members> } = {
  text: ({ text }) => ({ text }),
  subject: ({ subject }) => ({ subject }),
  threadId: ({ threadId }) => ({ thread_id: threadId }),
};
