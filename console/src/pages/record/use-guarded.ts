import type { Schemas } from '../../../../src/client/index.js';
import { useModelShape } from '../../fields/index.js';
import { useSyncs } from '../../known/index.js';

const none: Readonly<Record<string, string>> = {};
const reason = 'Needs a consent of its own, which the sync does not name.';

/** Fields that the hub keeps empty because their consent is missing, by name. */
export const useGuarded = (record: Schemas['Record']): Readonly<Record<string, string>> => {
  const sync = useSyncs().data?.data.find(({ id }) => id === record.syncId);
  const isGuarded = record.model === 'employee' && sync?.sensitiveConsentId === null;
  const { data } = useModelShape(isGuarded ? record.model : null);
  return data === undefined ? none : Object.fromEntries(data.sensitive.map(name => [name, reason]));
};
