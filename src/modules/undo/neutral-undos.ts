interface Undone {
  readonly id: string;
  readonly undoneBy?: string | null | undefined;
}

/** Undos that were undone, with the undos that did it: together they changed nothing. */
export const neutralUndos = (undos: readonly Undone[]): ReadonlySet<string> => {
  const byId = new Map(undos.map(undo => [undo.id, undo]));
  const isEffective = (id: string): boolean => {
    const by = byId.get(id)?.undoneBy ?? null;
    return by === null || !isEffective(by);
  };
  return new Set(
    undos.flatMap(({ id, undoneBy }) => (undoneBy && isEffective(undoneBy) ? [id, undoneBy] : [])),
  );
};
