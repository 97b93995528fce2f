import ipaddr from 'ipaddr.js';

export type AddressClass = 'public' | 'allowed' | 'special';

type Cidr = ReturnType<typeof ipaddr.parseCIDR>;
type Ip = ReturnType<typeof ipaddr.process>;

/**
 * IPv6 addresses that IANA has given to the public: 2000::/3. `ipaddr.js` calls everything outside its own list
 * "unicast", among it the IPv4-compatible `::7f00:1` and space nobody was ever given.
 * https://www.iana.org/assignments/ipv6-address-space/ipv6-address-space.xhtml
 */
const globalUnicast = ipaddr.parseCIDR('2000::/3');

export const parseCidrs = (cidrs: readonly string[]): readonly Cidr[] => cidrs.map(parseCidr);

const parseCidr = (cidr: string): Cidr => {
  try {
    return ipaddr.parseCIDR(cidr);
  } catch {
    throw new Error(`CAUSEWAY_ALLOW_PRIVATE_TARGETS: "${cidr}" is no CIDR such as 10.1.0.0/16 or fd00::/8`);
  }
};

/** IPv4 inside IPv6 (`::ffff:a.b.c.d`) counts as the IPv4 address that the system would call. */
export const classify = (address: string, allowed: readonly Cidr[]): AddressClass => {
  const ip = ipaddr.process(address);
  if (allowed.some(cidr => within(ip, cidr))) return 'allowed';
  if (ip.range() !== 'unicast') return 'special';
  return ip.kind() === 'ipv4' || within(ip, globalUnicast) ? 'public' : 'special';
};

const within = (ip: Ip, cidr: Cidr): boolean => ip.kind() === cidr[0].kind() && ip.match(cidr);
