import type { Schemas } from '../../../../src/client/index.js';
import { client } from '../../api/client.js';
import { problemOf } from '../../api/problem.js';
import type { Fields } from '../../fields/index.js';

const path = '/v1/organizations/{organizationId}/records/{id}';

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** A run may touch the record while somebody edits it; only what changed in the very fields they edited is theirs to see. */
export const saveRecord = async (
  organizationId: string,
  record: Schemas['Record'],
  changed: Fields,
): Promise<void> => {
  const params = { path: { organizationId, id: record.id } };
  const send = (revision: number) =>
    client.PATCH(path, { params, body: { fields: { ...changed }, revision } });
  try {
    await send(record.revision);
  } catch (error) {
    if (problemOf(error).code !== 'revision_outdated') throw error;
    const { data: now } = await client.GET(path, { params });
    const isUntouched =
      now !== undefined && Object.keys(changed).every(name => same(now.fields[name], record.fields[name]));
    if (!isUntouched) throw error;
    await send(now.revision);
  }
};
