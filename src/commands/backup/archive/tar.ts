/*
 * The part of POSIX ustar that a backup needs (https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html,
 * "ustar Interchange Format"): files and directories with short names, so that any `tar` can look into an archive.
 */
export const blockBytes = 512;

export interface TarEntry {
  readonly path: string;
  readonly kind: 'file' | 'directory';
  readonly size: number;
}

const nameBytes = 100;
const types = { file: '0', directory: '5' } as const;

const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, '0')}\0`;

export const tarHeader = ({ path, kind, size }: TarEntry, modifiedAt: Date): Buffer => {
  if (Buffer.byteLength(path) > nameBytes) throw new Error(`${path} is too long a name for an archive`);
  const block = Buffer.alloc(blockBytes);
  block.write(path, 0);
  block.write(octal(kind === 'file' ? 0o600 : 0o700, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(size, 12), 124);
  block.write(octal(Math.floor(modifiedAt.getTime() / 1000), 12), 136);
  block.write(types[kind], 156);
  block.write('ustar\x0000', 257);
  // The checksum counts its own field as spaces.
  block.fill(' ', 148, 156);
  block.write(`${sumOf(block).toString(8).padStart(6, '0')}\0 `, 148);
  return block;
};

const sumOf = (block: Buffer): number => block.reduce((sum, byte) => sum + byte, 0);

export const padding = (size: number): Buffer =>
  Buffer.alloc((blockBytes - (size % blockBytes)) % blockBytes);

/** Two empty blocks end an archive. */
export const tarEnd = (): Buffer => Buffer.alloc(2 * blockBytes);

/** Null at the end of the archive; throws when the block is no header that we would have written. */
export const readTarHeader = (block: Buffer): TarEntry | null => {
  if (block.every(byte => byte === 0)) return null;
  const stored = Number.parseInt(block.toString('latin1', 148, 154), 8);
  const copy = Buffer.from(block).fill(' ', 148, 156);
  const type = block.toString('latin1', 156, 157);
  const kind = type === types.file ? 'file' : type === types.directory ? 'directory' : undefined;
  if (stored !== sumOf(copy) || !kind) throw new Error('a header is damaged');
  const path = block.toString('utf8', 0, block.subarray(0, nameBytes).indexOf(0) >>> 0);
  return {
    path: path.slice(0, nameBytes),
    kind,
    size: Number.parseInt(block.toString('latin1', 124, 135), 8),
  };
};
