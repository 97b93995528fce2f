import { domainToASCII } from 'node:url';
import { HubError } from '#kernel';

/** `*.example.com` is every name below example.com and not example.com itself; anything else is one exact name. */
export const hostMatches = (hostname: string, pattern: string): boolean => {
  const host = hostname.toLowerCase();
  if (!pattern.startsWith('*.')) return host === canonical(pattern);
  const suffix = canonical(pattern.slice(2));
  return suffix !== '' && host.endsWith(`.${suffix}`);
};

/** A pattern may be spelled as people write it; `URL.hostname` is always ASCII, lower case, IPv6 in brackets. */
const canonical = (name: string): string =>
  name.includes(':') ? `[${name.replace(/^\[|\]$/g, '').toLowerCase()}]` : domainToASCII(name);

export const assertHostAllowed = (url: URL, allowedHosts: readonly string[]): void => {
  if (allowedHosts.some(pattern => hostMatches(url.hostname, pattern))) return;
  throw new HubError(
    'target_refused',
    422,
    `${url.hostname} is not among the hosts that this request may reach.`,
  );
};
