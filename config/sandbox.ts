import { BlockList, isIP } from 'node:net';
import { ConfigError } from './config-error.js';
import type { Settings } from './schema.js';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

const isLoopback = (host: string): boolean => {
  const address = host.replace(/^\[|\]$/g, '');
  const family = isIP(address);
  return family === 0 ? address === 'localhost' : loopback.check(address, family === 4 ? 'ipv4' : 'ipv6');
};

/** Why there must be no sandbox; undefined: there may be one. Whoever reaches it can sign in as anybody it simulates. */
const objectionTo = (settings: Settings): string | undefined => {
  if (settings.NODE_ENV === 'production') return 'NODE_ENV is production';
  if (!isLoopback(settings.HOST)) return `HOST is ${settings.HOST}, which others can reach`;
  const { CAUSEWAY_PUBLIC_URL, CAUSEWAY_CALLBACK_URL, CAUSEWAY_WEBHOOK_URL, CAUSEWAY_CONSOLE_URL } = settings;
  const urls = { CAUSEWAY_PUBLIC_URL, CAUSEWAY_CALLBACK_URL, CAUSEWAY_WEBHOOK_URL, CAUSEWAY_CONSOLE_URL };
  for (const [name, url] of Object.entries(urls))
    if (url !== undefined && !isLoopback(new URL(url).hostname)) return `${name} is ${url}`;
  if (settings.CAUSEWAY_ROLE !== 'all') return `CAUSEWAY_ROLE is ${settings.CAUSEWAY_ROLE}`;
  return undefined;
};

/** On by itself for a hub that somebody tries out on their own machine; anywhere else it is refused, not ignored. */
export const isSandboxOn = (settings: Settings): boolean => {
  if (settings.CAUSEWAY_SANDBOX === 'off') return false;
  const objection = objectionTo(settings);
  if (settings.CAUSEWAY_SANDBOX === undefined) return objection === undefined && !settings.DATABASE_URL;
  if (objection === undefined) return true;
  throw new ConfigError(
    `CAUSEWAY_SANDBOX is on, but ${objection}. The sandbox lets anybody in who reaches it, so it opens only in one process ` +
      'on one machine, at loopback addresses, and never in production. Set CAUSEWAY_SANDBOX=off.',
  );
};
