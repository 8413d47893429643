import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A way to a server on this machine that can be closed: then nobody listens, and what was open is broken off. */
export interface TcpGate {
  readonly url: string;
  open(): Promise<void>;
  close(): Promise<void>;
}

/** @param port where the server listens */
export async function startTcpGate(port: number): Promise<TcpGate> {
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  const listen = async (at: number) => {
    server = createServer((socket) => {
      const onward = connect(port, '127.0.0.1');
      for (const each of [socket, onward]) {
        sockets.add(each);
        each.on('error', () => {}).once('close', () => sockets.delete(each));
      }
      socket.pipe(onward).pipe(socket);
    });
    server.listen(at, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const own = await listen(0);
  return {
    url: `http://127.0.0.1:${own}`,
    open: async () => void (await listen(own)),
    async close() {
      if (server === undefined) return;
      const closed = once(server, 'close');
      server.close();
      server = undefined;
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
