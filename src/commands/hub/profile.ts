import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { z } from 'zod/mini';
import { misused } from '../terminal/index.js';

const KnownHub = z.object({
  operatorKey: z.optional(z.string()),
  organizations: z.record(z.string(), z.object({ name: z.string(), key: z.string() })),
});
const ProfileFile = z.object({
  version: z.literal(1),
  current: z.optional(z.string()),
  hubs: z.record(z.string(), KnownHub),
});
export type KnownHub = z.infer<typeof KnownHub>;
type ProfileFile = z.infer<typeof ProfileFile>;

export const defaultProfile = path.join(homedir(), '.config', 'causeway', 'profile.json');

/** The keys that `causeway login` keeps, by the hub's address, in a file that only its owner can read. */
export class Profile {
  private constructor(
    readonly file: string,
    private readonly content: ProfileFile,
  ) {}

  static read(file: string): Profile {
    if (!existsSync(file)) return new Profile(file, { version: 1, hubs: {} });
    if ((statSync(file).mode & 0o077) !== 0)
      throw misused(`Others can read ${file}, which holds keys.`, `Run "chmod 600 ${file}".`);
    const parsed = ProfileFile.safeParse(jsonIn(file));
    if (parsed.success) return new Profile(file, parsed.data);
    throw misused(`${file} is damaged.`, 'Remove it and run "causeway login" again.');
  }

  /** The hub that was logged in to last. */
  get currentUrl(): string | undefined {
    return this.content.current;
  }

  hub(url: string): KnownHub {
    return this.content.hubs[url] ?? { organizations: {} };
  }

  /** Keeps keys of a hub and makes it the current one. */
  keep(url: string, more: Partial<KnownHub>): void {
    const known = this.hub(url);
    this.content.current = url;
    this.content.hubs[url] = {
      ...known,
      ...more,
      organizations: { ...known.organizations, ...more.organizations },
    };
    this.write();
  }

  /** Keeps a key in place of the one that begins with `prefix`. Answers whether that one was kept. */
  replace(url: string, prefix: string, key: string): boolean {
    const known = this.hub(url);
    const kept = Object.values(known.organizations).find(one => one.key.startsWith(prefix));
    if (kept) kept.key = key;
    else if (known.operatorKey?.startsWith(prefix)) known.operatorKey = key;
    else return false;
    this.write();
    return true;
  }

  /** Answers whether there was something to forget. */
  forget(url: string): boolean {
    if (!this.content.hubs[url]) return false;
    const { [url]: _gone, ...hubs } = this.content.hubs;
    this.content.hubs = hubs;
    if (this.content.current === url) delete this.content.current;
    this.write();
    return true;
  }

  /** Written beside and renamed: nobody reads half a file, or one that others may read. */
  private write(): void {
    mkdirSync(path.dirname(this.file), { recursive: true, mode: 0o700 });
    const draft = `${this.file}.${process.pid}`;
    writeFileSync(draft, `${JSON.stringify(this.content, null, 2)}\n`, { mode: 0o600 });
    chmodSync(draft, 0o600);
    renameSync(draft, this.file);
  }
}

const jsonIn = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined; // not JSON: damaged, which the schema says next
  }
};
