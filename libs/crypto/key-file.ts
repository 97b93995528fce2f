import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { HubError, newId } from '#kernel';

const KeyFile = z.strictObject({
  version: z.literal(1),
  keys: z.array(z.strictObject({ id: z.uuid(), key: z.string(), createdAt: z.iso.datetime() })).min(1),
});
/** Newest last: the last one seals, all of them open. */
export type KeyFile = z.infer<typeof KeyFile>;

export const unusableKey = (detail: string): HubError => new HubError('vault_key_unusable', 500, detail);

/** Undefined when there is no such file. Permissions are read from the opened file, so it cannot be swapped between. */
export const readKeyFile = (file: string): KeyFile | undefined => {
  const descriptor = openExisting(file);
  if (descriptor === undefined) return undefined;
  try {
    refuseOpenPermissions(file, fs.fstatSync(descriptor).mode);
    return parse(file, fs.readFileSync(descriptor, 'utf8'));
  } finally {
    fs.closeSync(descriptor);
  }
};

/**
 * Creates the file unless it exists; false when another process was first. It is written completely under another
 * name and then linked (link(2) never replaces), so nobody ever reads half a key.
 */
export const createKeyFile = (file: string, content: KeyFile): boolean => {
  const directory = path.dirname(file);
  fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
  const draft = path.join(directory, `.${path.basename(file)}.${newId()}`);
  try {
    write(draft, `${JSON.stringify(content, null, 2)}\n`);
    fs.linkSync(draft, file);
    syncDirectory(directory);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    fs.rmSync(draft, { force: true });
  }
};

export const newKey = (): Buffer => randomBytes(32);

const openExisting = (file: string): number | undefined => {
  try {
    return fs.openSync(file, fs.constants.O_RDONLY);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw unusableKey(`The key file ${file} cannot be opened (${codeOf(error) ?? 'unknown error'}).`);
  }
};

const refuseOpenPermissions = (file: string, mode: number): void => {
  if ((mode & 0o077) === 0) return;
  const octal = (mode & 0o777).toString(8).padStart(4, '0');
  throw unusableKey(
    `The key file ${file} has mode ${octal}: others than its owner may use it. Run "chmod 600 ${file}", and if ` +
      `others could have read it, rotate the key.`,
  );
};

/** What JSON and zod complain about quotes the text they read, which here is a key: so no cause is passed on. */
const parse = (file: string, text: string): KeyFile => {
  const parsed = KeyFile.safeParse(asJson(text));
  if (parsed.success) return parsed.data;
  throw unusableKey(`The key file ${file} is damaged. Restore it from its backup.`);
};

const asJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const write = (file: string, content: string): void => {
  const descriptor = fs.openSync(file, 'wx', 0o600);
  try {
    fs.writeFileSync(descriptor, content);
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
};

/** The name is durable only once its directory is (fsync(2)); sealed rows must never outlive their key. */
const syncDirectory = (directory: string): void => {
  const descriptor = fs.openSync(directory, fs.constants.O_RDONLY);
  try {
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
};

const codeOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
