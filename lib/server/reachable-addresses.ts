import 'server-only';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';

const CONNECT_TIMEOUT_MS = 500;

/** The addresses of this machine, other than loopback, at which something accepts connections on the port. */
export async function findReachableAddresses(port: number): Promise<readonly string[]> {
  const addresses = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    // A link-local IPv6 address needs its interface to be reached, and never stands alone.
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80:'))
    .map(({ address }) => address);
  const answers = await Promise.all(addresses.map((address) => accepts(address, port)));
  return addresses.filter((_, index) => answers[index]);
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: CONNECT_TIMEOUT_MS });
    const finish = (accepted: boolean) => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once('connect', () => finish(true));
    socket.once('timeout', () => finish(false));
    socket.once('error', () => finish(false));
  });
}
