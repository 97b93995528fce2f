import { createHash, type Hash } from 'node:crypto';

const blockBytes = 4 * 1024 * 1024;

/** SHA-256 of the SHA-256s of its blocks of 4 MiB: https://www.dropbox.com/developers/reference/content-hash */
export class ContentHash {
  private readonly all = createHash('sha256');
  private block: Hash = createHash('sha256');
  private filled = 0;

  update(bytes: Uint8Array): this {
    for (let at = 0; at < bytes.length;) {
      const piece = bytes.subarray(at, at + blockBytes - this.filled);
      this.block.update(piece);
      this.filled += piece.length;
      at += piece.length;
      if (this.filled === blockBytes) this.close();
    }
    return this;
  }

  digest(): string {
    if (this.filled > 0) this.close();
    return this.all.digest('hex');
  }

  private close(): void {
    this.all.update(this.block.digest());
    this.block = createHash('sha256');
    this.filled = 0;
  }
}

export const contentHash = (bytes: Uint8Array): string => new ContentHash().update(bytes).digest();
