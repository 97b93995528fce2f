import type { RemoteChange } from '#provider-sdk';
import type { __Fields__, Fields } from '#unified-models';
import { type Members, readMembers, writers } from './__key__.fields.js';
import type { Item } from './__key__.types.js';

export const changeOf = (item: Item): RemoteChange =>
  item.deleted
    ? { kind: 'delete', remoteId: item.id }
    : {
        kind: 'upsert',
        remoteId: item.id,
        version: item.version,
        fields: readMembers(item),
        data: JSON.stringify(item),
        modifiedAt: new Date(item.updated_at),
      };

/** Only what changed is sent, so that what no field expresses, and what others changed meanwhile, stays. */
export const membersOf = (fields: Fields, changed: readonly string[]): Partial<Members> => {
  const known = fields as __Fields__;
  return changed.reduce<Partial<Members>>(
    (members, name) => ({ ...members, ...writers[name as keyof __Fields__]?.(known) }),
    {},
  );
};
