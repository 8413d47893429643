import { Resolver } from 'node:dns/promises';
import { connect, isIP, type Server, type Socket } from 'node:net';
import { pipeline } from 'node:stream';
import { DNS_IP } from './addresses.ts';

/**
 * Runs in a node's network with a server that listens outside of it: `forward-main.ts <host>:<port> <file of the node>`, by which it
 * is found. Each connection is led to the
 * address that the cluster's DNS has for the host at that time.
 */
const [, host, port] = /^(.*):(\d+)$/.exec(process.argv[2] ?? '')!;
const resolver = new Resolver({ timeout: 2000, tries: 3 });
resolver.setServers([DNS_IP]);

process.once('message', (_message, server) => {
  (server as Server).on('connection', lead);
  process.send!('listening');
});

async function lead(from: Socket): Promise<void> {
  from.on('error', () => {}).setNoDelay();
  try {
    const [address] = isIP(host!) ? [host!] : await resolver.resolve4(`${host}.svc.cluster.local`);
    const to = connect(Number(port), address!).setNoDelay();
    pipeline(from, to, from, () => {});
  } catch (error) {
    console.log(`${host}:${port} cannot be reached: ${(error as Error).message}`);
    from.destroy();
  }
}
