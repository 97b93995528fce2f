import { z } from 'zod';

/** First in the archive: what it is, so that a wrong one is refused before anything is unpacked. */
export const headName = 'causeway-backup.json';
/** Last: what must have arrived. */
export const checksumsName = 'checksums.json';

export const BackupHead = z.strictObject({
  format: z.literal('causeway.backup/1'),
  createdAt: z.iso.datetime(),
  postgres: z.strictObject({ major: z.int(), version: z.string(), platform: z.string() }),
  /** Newest last. */
  migrations: z.array(z.string()),
  /** The key-encryption keys without which its secrets cannot be read. */
  keyIds: z.array(z.uuid()),
  withKeys: z.boolean(),
});
export type BackupHead = z.infer<typeof BackupHead>;

export const Checksums = z.strictObject({
  files: z.record(z.string(), z.strictObject({ bytes: z.int(), sha256: z.string() })),
});
export type Checksums = z.infer<typeof Checksums>;
