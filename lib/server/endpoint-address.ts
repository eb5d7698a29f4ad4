import 'server-only';
import { BlockList, isIP } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

/**
 * Addresses that hand out credentials to whoever asks from the machine. A request sent there by mistake, or by somebody
 * who can set one variable, would fetch the role's keys.
 */
const metadata = new BlockList();
metadata.addSubnet('169.254.0.0', 16); // link-local: EC2, ECS, EKS, Azure, Google
metadata.addSubnet('fe80::', 10, 'ipv6'); // link-local
metadata.addSubnet('fd00:ec2::', 32, 'ipv6'); // EC2 and EKS over IPv6
metadata.addSubnet('fd20:ce::', 32, 'ipv6'); // Google over IPv6
metadata.addAddress('100.100.100.200'); // Alibaba
metadata.addAddress('168.63.129.16'); // Azure's wire server
metadata.addAddress('192.0.0.192'); // Oracle

const METADATA_NAMES: ReadonlySet<string> = new Set([
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'instance-data',
  'instance-data.ec2.internal',
]);

/**
 * Says why a URL must not be used as an AWS endpoint, or null if it may be. The parser of WHATWG URLs has turned odd
 * spellings (decimal, hexadecimal, octal, shortened, full-width) into plain addresses before they are compared.
 * A name is not resolved: whoever controls the name server of the machine is out of scope.
 */
export function refuseEndpoint(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) return 'is not a URL; give one such as http://127.0.0.1:4566';
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must begin with https:// (or http:// on loopback)';
  if (url.username !== '' || url.password !== '') {
    return 'holds a user name or password; remove it, credentials come from the AWS credential chain';
  }
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (isMetadata(host)) {
    return 'points at a link-local or metadata address, which hands out credentials; give the endpoint of the service';
  }
  if (url.protocol === 'http:' && !isLoopback(host)) {
    return 'uses plain http to another machine, which would show every request on the network; use https';
  }
  return null;
}

function isMetadata(host: string): boolean {
  if (METADATA_NAMES.has(host)) return true;
  return embeddedAddresses(host).some((address) => isListed(metadata, address));
}

function isLoopback(host: string): boolean {
  if (host === 'localhost' || host.endsWith('.localhost')) return true;
  return isListed(loopback, host);
}

/** IPv4-mapped IPv6 addresses match the IPv4 rules: the list does that itself. */
function isListed(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/**
 * The address itself and the IPv4 address it carries, if it is one of the IPv6 forms that a gateway turns back into
 * IPv4: NAT64 (64:ff9b::/96), 6to4 (2002::/16) and the old IPv4-compatible form (::/96).
 */
function embeddedAddresses(host: string): readonly string[] {
  if (isIP(host) !== 6) return [host];
  const groups = ipv6Groups(host);
  const low = groups.slice(6);
  const carried =
    groups[0] === 0x2002
      ? groups.slice(1, 3)
      : groups[0] === 0x64 || groups.slice(0, 6).every((g) => g === 0)
        ? low
        : [];
  if (carried.length !== 2) return [host];
  return [host, carried.flatMap((group) => [group >> 8, group & 0xff]).join('.')];
}

/** The eight 16-bit groups of an IPv6 address in the form in which the URL parser writes it (no dotted quad). */
function ipv6Groups(address: string): readonly number[] {
  const [head = '', tail = ''] = address.split('::');
  const parse = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
  const [start, end] = [parse(head), parse(tail)];
  return [...start, ...new Array<number>(8 - start.length - end.length).fill(0), ...end];
}
