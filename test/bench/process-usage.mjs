// What a process uses, from /proc (https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html).
import { readdirSync, readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

const read = file => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};
/** Resident, in MB; 0 when the process is over. */
export const memoryOf = pid => Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 1024;

/** Seconds of processor time so far; USER_HZ is 100 on Linux. */
export const processorOf = (pid, withWaitedFor = false) => {
  const fields = read(`/proc/${pid}/stat`).split(') ')[1]?.split(' ') ?? [];
  const times = fields.slice(11, withWaitedFor ? 15 : 13);
  return times.reduce((sum, ticks) => sum + Number(ticks), 0) / 100;
};

const parentOf = pid => Number(read(`/proc/${pid}/stat`).split(') ')[1]?.split(' ')[1] ?? 0);

/** A process's descendants, those that ended and were waited for included. */
export const processorBelow = pid => {
  const all = readdirSync('/proc').filter(name => /^\d+$/.test(name));
  const children = Map.groupBy(all, parentOf);
  const below = of =>
    (children.get(Number(of)) ?? []).reduce((sum, child) => sum + processorOf(child, true) + below(child), 0);
  return below(pid);
};

/** Samples a process while `work` goes on, which may know its own seconds better. */
export const observed = async (pid, work) => {
  const before = processorOf(pid);
  let [peak, last] = [0, before];
  const look = () => {
    peak = Math.max(peak, memoryOf(pid));
    last = Math.max(last, processorOf(pid));
  };
  const timer = setInterval(look, 20);
  const began = performance.now();
  let known;
  try {
    known = await work();
    look();
  } finally {
    clearInterval(timer);
  }
  return { seconds: known ?? (performance.now() - began) / 1000, processor: last - before, peak };
};
