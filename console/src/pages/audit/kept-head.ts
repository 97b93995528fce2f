const keyOf = (organizationId: string): string => `causeway.audit-head.${organizationId}`;

/** A head noted in this browser, which the hub cannot write to. */
export const keptHead = (organizationId: string): string => localStorage.getItem(keyOf(organizationId)) ?? '';

export const keepHead = (organizationId: string, head: string): void => {
  localStorage.setItem(keyOf(organizationId), head);
};
