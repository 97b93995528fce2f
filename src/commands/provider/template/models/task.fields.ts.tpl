import type { TaskFields } from '#unified-models';

/** Change here: what the vendor keeps of a task, as it stands in its JSON. */
export interface Members {
  readonly title: string;
  readonly notes?: string | null;
  readonly done?: boolean;
  readonly due_on?: string | null;
  readonly tags?: readonly string[];
}

/** Complete: a field that the vendor does not know is what it is by default. */
export const readMembers = (members: Members): TaskFields => ({
  title: members.title,
  description: members.notes ?? null,
  status: members.done ? 'done' : 'open',
  state: null,
  priority: 'none',
  due: members.due_on ?? null,
  dueAt: null,
  recurrence: null,
  labels: [...(members.tags ?? [])].sort(),
  assignees: [],
  parentId: null,
  section: null,
  position: null,
  comments: [],
  url: null,
  createdBy: null,
  completedAt: null,
});

/** What a changed field comes to. One without an entry is not the vendor's to keep and never sent. */
export const writers: { readonly [F in keyof TaskFields]?: (fields: TaskFields) => Partial<Members> } = {
  title: ({ title }) => ({ title }),
  description: ({ description }) => ({ notes: description }),
  status: ({ status }) => ({ done: status === 'done' }),
  due: ({ due }) => ({ due_on: due }),
  labels: ({ labels }) => ({ tags: labels }),
};
