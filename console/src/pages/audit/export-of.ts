import { client } from '../../api/client.js';

export type ExportFormat = 'ndjson' | 'csv';

/** The chain as it is streamed; asks who sits there when the login is older than some minutes. */
export const exportOf = async (
  organizationId: string,
  format: ExportFormat,
  personal: boolean,
): Promise<ReadableStream<Uint8Array>> => {
  const { data } = await client.GET('/v1/organizations/{organizationId}/audit/export', {
    params: { path: { organizationId }, query: { format, personal: personal ? 'true' : 'false' } },
    parseAs: 'stream',
  });
  if (data === null || data === undefined) throw new Error('The hub answered nothing.');
  return data;
};
