import { readdirSync, readFileSync } from 'node:fs';

/* Of processes, from /proc (https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html). */

export const residentMb = (pid: number): number =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024);

const statOf = (pid: number | string): string[] => {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  } catch {
    return []; // Over since it was listed.
  }
};

/** User and system time of a process, so that a busy machine does not change it. */
export const cpuSeconds = (pid: number | string): number => {
  const fields = statOf(pid);
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / 100;
};

/** Of those that it started and that are still there. */
export const cpuSecondsOfChildren = (pid: number): number =>
  readdirSync('/proc')
    .filter(name => /^\d+$/.test(name) && statOf(name)[1] === String(pid))
    .reduce((sum, child) => sum + cpuSeconds(child), 0);
