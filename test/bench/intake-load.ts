import { createHmac, randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';

export interface LoadResult {
  readonly perSecond: number;
  readonly accepted: number;
  readonly refused: number;
  readonly p50: number;
  readonly p99: number;
  /** Answered after more than 50 ms. */
  readonly slow: number;
}

const text = Array.from({ length: 12 }, (_, i) => `Line ${i}: ${randomBytes(60).toString('base64')}`).join(
  ' ',
);

/** About 2 KB of JSON, each with an id of its own, signed as the vendor would. */
export const requests = (count: number, secret: string, run: string): Buffer[] => {
  const timestamp = String(Math.floor(Date.now() / 1000));
  return Array.from({ length: count }, (_, i) => {
    const body = JSON.stringify({
      id: `${run}-${i}`,
      team: 'team-1',
      type: 'changed',
      container: 'elsewhere',
      time: Number(timestamp),
      actor: { id: `U${i % 1000}`, name: 'Ada Lovelace', email: 'ada@example.com' },
      item: {
        title: `Item ${i}`,
        description: text,
        labels: ['one', 'two'],
        url: `https://desk.example/${i}`,
      },
    });
    const mac = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
    return Buffer.from(
      `POST /hooks/desk HTTP/1.1\r\nhost: hub\r\ncontent-type: application/json\r\nuser-agent: Desk\r\n` +
        `x-desk-timestamp: ${timestamp}\r\nx-desk-signature: v0=${mac}\r\n` +
        `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  });
};

/** One answer at a time on a socket; every answer here is without a body or has a content-length. */
const lines = (socket: Socket): (() => Promise<number>) => {
  let waiting: ((status: number) => void) | undefined;
  let seen = '';
  socket.on('data', (chunk: Buffer) => {
    seen += chunk.toString('latin1');
    const end = seen.indexOf('\r\n\r\n');
    const length = Number(/content-length: (\d+)/i.exec(seen)?.[1] ?? 0);
    if (end < 0 || seen.length < end + 4 + length) return;
    const status = Number(seen.slice(9, 12));
    seen = '';
    waiting?.(status);
  });
  return () => new Promise(resolve => (waiting = resolve));
};

const open = async (port: number): Promise<(request: Buffer) => Promise<number>> => {
  const socket = connect(port, '127.0.0.1').setNoDelay(true);
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  const answer = lines(socket);
  return request => {
    const status = answer();
    socket.write(request);
    return status;
  };
};

const summary = (latencies: number[], statuses: readonly number[], seconds: number): LoadResult => {
  latencies.sort((a, b) => a - b);
  const at = (share: number): number => latencies[Math.floor(latencies.length * share)] ?? 0;
  const accepted = statuses.filter(status => status === 200).length;
  return {
    perSecond: Math.round(accepted / seconds),
    accepted,
    refused: statuses.length - accepted,
    p50: at(0.5),
    p99: at(0.99),
    slow: latencies.filter(ms => ms > 50).length,
  };
};

/** As fast as answers come, on so many sockets. */
export const flatOut = async (port: number, all: readonly Buffer[], sockets: number): Promise<LoadResult> => {
  const senders = await Promise.all(Array.from({ length: sockets }, () => open(port)));
  const latencies: number[] = [];
  const statuses: number[] = [];
  let next = 0;
  const began = performance.now();
  await Promise.all(
    senders.map(async send => {
      for (let request = all[next++]; request; request = all[next++]) {
        const at = performance.now();
        statuses.push(await send(request));
        latencies.push(performance.now() - at);
      }
    }),
  );
  return summary(latencies, statuses, (performance.now() - began) / 1000);
};

/** So many a second whatever the answers; latency counts from when a request was due, so that a stall is not hidden. */
export const atRate = async (port: number, all: readonly Buffer[], rate: number): Promise<LoadResult> => {
  const idle = await Promise.all(Array.from({ length: 64 }, () => open(port)));
  const latencies: number[] = [];
  const statuses: number[] = [];
  const due: { request: Buffer; at: number }[] = [];
  const began = performance.now();
  let sent = 0;
  const pump = (): void => {
    while (due.length > 0 && idle.length > 0) {
      const send = idle.pop();
      const job = due.shift();
      if (!send || !job) return;
      void send(job.request).then(status => {
        statuses.push(status);
        latencies.push(performance.now() - job.at);
        idle.push(send);
        pump();
      });
    }
  };
  await new Promise<void>(resolve => {
    const timer = setInterval(() => {
      const until = Math.min(all.length, Math.floor(((performance.now() - began) * rate) / 1000));
      for (; sent < until; sent++)
        due.push({ request: all[sent] ?? Buffer.alloc(0), at: began + (sent * 1000) / rate });
      pump();
      if (statuses.length < all.length) return;
      clearInterval(timer);
      resolve();
    }, 1);
  });
  return summary(latencies, statuses, (performance.now() - began) / 1000);
};
