import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import type { Forward } from './cluster-state.ts';
import { nodeFile } from './node-process.ts';

/**
 * Makes a port of this machine lead into the node, a free one when it is 0. It stays, without this process, until the node ends.
 * @returns the port
 * @throws Error that says who can be asked when the port is taken
 */
export async function startForward(folder: string, init: number, forward: Forward): Promise<number> {
  const server = await listen(forward);
  const { port } = server.address() as AddressInfo;
  const log = openSync(join(folder, 'log/forward.log'), 'a');
  const main = join(import.meta.dirname, 'forward-main.ts');
  const inside = ['--target', String(init), '--net', '--pid', '--wdns=/'];
  const child = spawn(
    'nsenter',
    [...inside, process.execPath, '--no-warnings', main, forward.target, nodeFile(folder)],
    {
      detached: true,
      stdio: ['ignore', log, log, 'ipc'],
    },
  );
  child.send('listen', server);
  const answer = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => null)]);
  server.close();
  if (child.connected) child.disconnect();
  child.unref();
  if (answer === null) throw new Error(`the way to ${forward.target} ended at once; see ${folder}/log/forward.log`);
  return port;
}

async function listen({ address, port }: Forward): Promise<Server> {
  const server = createServer().listen(port, address);
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE') throw error;
    throw new Error(takenMessage(port));
  }
  return server;
}

export function takenMessage(port: number): string {
  return `port ${port} of this machine is taken: "ss -ltnp sport = :${port}" says by whom`;
}

export async function isListenedOn({ address, port }: Forward): Promise<boolean> {
  const socket = connect(port, address === '0.0.0.0' ? '127.0.0.1' : address);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
