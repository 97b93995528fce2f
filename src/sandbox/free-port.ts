import { createServer } from 'node:net';
import { ConfigError } from '#config';

/** Whether somebody could listen there now; 0 answers with a port that the system chose. */
const tryPort = (port: number): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined);
      else reject(error);
    });
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      const found = typeof address === 'object' && address ? address.port : port;
      probe.close(() => resolve(found));
    });
  });

const last = 65_535;

/** The wished port, else the first free one from `from` on that is not given away already; `from` 0: any. */
export const freePort = async (
  wished: number | undefined,
  from: number,
  taken: ReadonlySet<number>,
): Promise<number> => {
  const kept = wished === undefined || taken.has(wished) ? undefined : await tryPort(wished);
  if (kept !== undefined) return kept;
  for (let port = from; port <= last; port = from === 0 ? 0 : port + 1) {
    const free = taken.has(port) ? undefined : await tryPort(port);
    if (free !== undefined && !taken.has(free)) return free;
  }
  throw new ConfigError(`No port from ${from} on is free for the sandbox. Set CAUSEWAY_SANDBOX_PORT.`);
};
