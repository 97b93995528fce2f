import ipaddr from 'ipaddr.js';

/** Whether somebody elsewhere on the internet could call an address, as far as it can be told by looking at it. */
export const isPublic = (url: string): boolean => {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  if (ipaddr.isValid(host)) return ipaddr.process(host).range() === 'unicast';
  return host.includes('.') && !/(^|\.)(localhost|local|internal|test|invalid|home\.arpa)$/.test(host);
};

export const isHttps = (url: string): boolean => url.startsWith('https:');

export const isLoopback = (url: string): boolean =>
  /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);
