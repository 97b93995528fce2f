import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod/mini';

const LastBackup = z.object({
  at: z.string(),
  file: z.string(),
  bytes: z.number(),
  /** When the newest backup was last restored for trial. */
  drilledAt: z.optional(z.string()),
});
export type LastBackup = z.infer<typeof LastBackup>;

const noteIn = (dataDirectory: string): string => path.join(dataDirectory, 'last-backup.json');

/** `causeway doctor` asks how old the last backup is. */
export const noteBackup = (dataDirectory: string, backup: LastBackup): void =>
  writeFileSync(noteIn(dataDirectory), `${JSON.stringify(backup, null, 2)}\n`, { mode: 0o600 });

export const lastBackup = (dataDirectory: string): LastBackup | undefined => {
  const file = noteIn(dataDirectory);
  if (!existsSync(file)) return undefined;
  return LastBackup.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
};
