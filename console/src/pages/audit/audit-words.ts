const targets: Readonly<Record<string, string>> = {
  sync: 'syncs',
  connection: 'connections',
  record: 'records',
  conflict: 'conflicts',
  mapping: 'mappings',
  mirror: 'mirrors',
  receipt: 'webhooks/in',
  endpoint: 'webhooks/out',
};

/** `consent.withdrawn` → “Consent withdrawn”. */
export const actionWords = (action: string): string => {
  const words = action.replaceAll(/[._]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** The page of what an event is about, where it has one. */
export const pageOf = ({ type, id }: { readonly type: string; readonly id: string }): string | null => {
  const folder = targets[type];
  return folder === undefined ? null : `${folder}/${id}`;
};

export const outcomeWords = {
  success: 'Done',
  refused: 'Refused',
  failure: 'Failed',
} as const;
