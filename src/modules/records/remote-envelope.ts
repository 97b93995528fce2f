import { z } from 'zod';
import type { Fields } from '#unified-models';

/** The provider's payload with what a mapping was given beside it, so that stored records can be mapped anew. */
export interface RemoteEnvelope {
  /** The provider's payload as it came. */
  readonly data: string;
  /** The unified fields that the provider's adapter made of it; null when the record holds them itself. */
  readonly fields: Fields | null;
}

const mark = '{"causeway-mapped":1,';
const Sealed = z.object({ fields: z.record(z.string(), z.unknown()), data: z.string() });

export const wrapRemote = ({ data, fields }: RemoteEnvelope): string =>
  fields === null ? data : mark + JSON.stringify({ fields, data }).slice(1);

/** Changes the payload and leaves out fields, wherever they are kept. */
export const stripRemote = (
  sealed: string,
  names: readonly string[],
  strip: (data: string, names: readonly string[]) => string,
): string => {
  const { data, fields } = unwrapRemote(sealed);
  const kept = fields && Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
  return wrapRemote({ data: strip(data, names), fields: kept });
};

/** Both forms are found in the same sync: records from before a mapping, and after it. */
export const unwrapRemote = (data: string): RemoteEnvelope =>
  data.startsWith(mark) ? Sealed.parse(JSON.parse(data)) : { data, fields: null };
