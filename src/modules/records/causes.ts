import type { Mutation } from './mutation.js';

/** A cause as it is stored; a creation is told by the record's own columns. */
export type Cause = Mutation['cause'];

/** Whose value it is: the provider's, a person's, or what the hub made of both. */
export type OriginKind = 'provider' | 'person' | 'merge' | 'mapping' | 'undo' | 'mirror' | 'hub';

interface CauseWords {
  readonly origin: OriginKind;
  readonly words: string;
}

const byRun: Readonly<Record<Cause, CauseWords>> = {
  skip: { origin: 'provider', words: 'Read at the provider; nothing new in it.' },
  create: { origin: 'provider', words: 'Found at the provider.' },
  apply: { origin: 'provider', words: 'Changed at the provider.' },
  converge: { origin: 'provider', words: 'Changed to the same on both sides.' },
  merged: { origin: 'merge', words: 'Changed on both sides and merged.' },
  pushed: { origin: 'provider', words: 'The provider took this version.' },
  conflict: { origin: 'hub', words: 'Both sides changed the same field: a conflict.' },
  stage_delete: { origin: 'provider', words: 'Deleted at the provider; waits for the delete breaker.' },
  revive: { origin: 'hub', words: 'Deleted at the provider but changed here: it is created there again.' },
  undelete: { origin: 'provider', words: 'Deleted here but changed at the provider: it is back.' },
  drop: { origin: 'hub', words: 'Gone on both sides.' },
  begin_push: { origin: 'hub', words: 'Sent to the provider.' },
  push_failed: { origin: 'hub', words: 'Refused by the provider.' },
  delete_applied: { origin: 'provider', words: 'Deleted at the provider.' },
  delete_rejected: { origin: 'person', words: 'A person declined the deletion.' },
  resolved: { origin: 'person', words: 'A person decided a conflict.' },
  undo: { origin: 'undo', words: 'A run was undone.' },
  mirrored: { origin: 'mirror', words: 'Mirrored from the other side of a mirror.' },
  remapped: { origin: 'mapping', words: 'Mapped anew.' },
  out_of_filter: { origin: 'hub', words: 'The sync’s filter leaves it out; the provider keeps it.' },
  withheld: { origin: 'hub', words: 'A field was taken out: its consent is missing.' },
};

/** What a person's call does has fewer names: the decision tells how it met the other side. */
const byPerson: Readonly<Partial<Record<Cause, CauseWords>>> = {
  create: { origin: 'person', words: 'Created here.' },
  merged: { origin: 'person', words: 'Changed here.' },
  apply: { origin: 'person', words: 'Changed here; the conflict is over.' },
  converge: { origin: 'person', words: 'Changed here to what the provider has.' },
  skip: { origin: 'person', words: 'Changed here; the conflict is over.' },
  conflict: { origin: 'person', words: 'Changed here; the conflict stays open.' },
  revive: { origin: 'person', words: 'Changed here while its deletion at the provider waited: it is kept.' },
  drop: { origin: 'person', words: 'Deleted here; the provider had deleted it too.' },
  undelete: { origin: 'person', words: 'Deleted here, but the provider holds a change: it is kept.' },
};

/** Writes as this actor are no person’s: they come from the other side of a mirror. */
export const mirrorActor = { kind: 'system', id: 'mirrors' } as const;

/** A creation by a mirror has no row that says so; its actor does. */
export const creationCause = (actor: { kind: string; id: string } | null): Cause =>
  actor?.kind === mirrorActor.kind && actor.id === mirrorActor.id ? 'mirrored' : 'create';

export const explainCause = (cause: string, runId: string | null): CauseWords => {
  const known = byRun[cause as Cause] as CauseWords | undefined;
  const words = (runId === null ? byPerson[cause as Cause] : undefined) ?? known;
  return words ?? { origin: 'hub', words: cause };
};

/** Of a value that a run's merge brought: only sets and texts are made of both sides. */
export const fieldOrigin = (cause: string, runId: string | null, isMergeable: boolean): OriginKind => {
  const { origin } = explainCause(cause, runId);
  return origin === 'merge' && !isMergeable ? 'provider' : origin;
};
