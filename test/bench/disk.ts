import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

const fileBytes = 64 * 1024 * 1024;
const gatherMs = 8;
/** Of log that PostgreSQL writes for a receipt. */
const rowBytes = 2_048;

/**
 * Milliseconds that 99 of 100 arrivals wait at most, at so many a second, for the disk alone: who came in the same 8 ms is
 * written and synced together, over a file that is there. No database, no network, next to no processor time; whoever
 * acknowledges only what is on this disk cannot be faster.
 */
export const syncsAtRate = async (rate: number, seconds: number): Promise<number> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'causeway-disk-'));
  const file = await open(path.join(folder, 'log'), 'w');
  try {
    await file.write(Buffer.alloc(fileBytes));
    await file.datasync();
    const waits = await arrivals(rate, seconds, async (count, at) => {
      const bytes = Buffer.alloc(count * rowBytes, 1);
      await file.write(bytes, 0, bytes.length, (at * rowBytes) % (fileBytes - bytes.length));
      await file.datasync();
    });
    return waits.toSorted((a, b) => a - b)[Math.floor(waits.length * 0.99)] ?? 0;
  } finally {
    await file.close();
    rmSync(folder, { recursive: true });
  }
};

const arrivals = async (
  rate: number,
  seconds: number,
  commit: (count: number, at: number) => Promise<void>,
): Promise<number[]> => {
  const waits: number[] = [];
  const began = performance.now();
  while (waits.length < rate * seconds) {
    await sleep(gatherMs);
    const here = Math.floor(((performance.now() - began) * rate) / 1_000);
    const first = waits.length;
    if (here === first) continue;
    await commit(here - first, first);
    const now = performance.now() - began;
    for (let one = first; one < here; one++) waits.push(now - (one * 1_000) / rate);
  }
  return waits;
};
