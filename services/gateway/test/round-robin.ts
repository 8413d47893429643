import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What stands in front of replicas, as a Service of Kubernetes does: connections go to one after the other, and stay there. */
export interface RoundRobin {
  readonly url: string;
  /** Connections from now on go to this port, too. */
  add(port: number): void;
  /** None goes there from now on; those that are there stay. */
  remove(port: number): void;
  close(): void;
}

/** Listens on a free port. */
export async function startRoundRobin(): Promise<RoundRobin> {
  const ports: number[] = [];
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => sockets.add(socket.on('close', () => sockets.delete(socket)));
  const server = createServer((client) => {
    const port = ports.shift();
    if (port === undefined) return void client.destroy();
    ports.push(port);
    const upstream = connect(port, '127.0.0.1');
    for (const socket of [client, upstream]) keep(socket.setNoDelay());
    client.on('error', () => upstream.destroy()).pipe(upstream);
    upstream.on('error', () => client.destroy()).pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    add: (port) => void ports.push(port),
    remove: (port) => void ports.splice(ports.indexOf(port), 1),
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
