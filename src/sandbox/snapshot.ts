import { readFile, rename, writeFile } from 'node:fs/promises';
import type { Memory } from '#provider-sdk/simulator';

/**
 * A simulator's memory on disk. One that forgot what it held would look to the hub like an emptied account, so what it
 * answers with is written before the answer leaves.
 */
export class Snapshot {
  private written: Buffer | undefined;
  private writing: Promise<void> = Promise.resolve();
  private queued: Promise<void> | undefined;

  constructor(
    private readonly file: string,
    private readonly memory: Memory,
  ) {}

  /** False when there is none yet. */
  async load(): Promise<boolean> {
    const bytes = await readFile(this.file).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    });
    if (!bytes) return false;
    this.memory.load(bytes);
    this.written = bytes;
    return true;
  }

  /** Resolves when everything up to now is on disk. Many at once are one write. */
  save(): Promise<void> {
    this.queued ??= this.after(this.writing);
    return this.queued;
  }

  private async after(earlier: Promise<void>): Promise<void> {
    // An earlier failure was told to those who waited for it.
    await Promise.allSettled([earlier]);
    this.queued = undefined;
    this.writing = this.write();
    return this.writing;
  }

  private async write(): Promise<void> {
    const bytes = this.memory.save();
    if (this.written?.equals(bytes)) return;
    const draft = `${this.file}.new`;
    await writeFile(draft, bytes, { mode: 0o600 });
    await rename(draft, this.file);
    this.written = bytes;
  }
}
