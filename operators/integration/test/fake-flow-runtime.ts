import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What a runtime does wrong: `garbage` answers something else than the contract says, `mute` never answers, `refusing`
 * takes no `POST /sync`, `deaf` takes it and does nothing.
 */
export type RuntimeFault = 'deaf' | 'garbage' | 'mute' | 'none' | 'refusing';

/**
 * The management side of a flow runtime as the operator's README has it, since there is none of our own yet: it tells what
 * flow it has loaded and loads it again. It runs no flow.
 */
export interface FakeFlowRuntime {
  readonly url: string;
  /** What it has loaded. */
  revision: string;
  /** Somebody has changed it since. */
  modified: boolean;
  fault: RuntimeFault;
  /** How often it was asked what it runs. */
  asked: number;
  /** The revisions that `POST /sync` asked for. */
  readonly syncs: readonly string[];
  /** It is gone; safe to call again. */
  stop(): Promise<void>;
}

export async function startFakeFlowRuntime(revision: string): Promise<FakeFlowRuntime> {
  const syncs: string[] = [];
  const server = createServer(async (request, response) => {
    const text = Buffer.concat(await request.toArray()).toString();
    const { fault } = runtime;
    if (fault === 'mute') return;
    if (fault === 'garbage') {
      response.end('<html>hello</html>');
      return;
    }
    switch (`${request.method} ${request.url}`) {
      case 'GET /status':
        runtime.asked++;
        return tell(response, { revision: runtime.revision, modified: runtime.modified });
      case 'POST /sync': {
        const asked = (JSON.parse(text) as { revision: string }).revision;
        syncs.push(asked);
        if (fault === 'refusing') return void response.writeHead(501).end();
        if (fault !== 'deaf') Object.assign(runtime, { revision: asked, modified: false });
        return void response.writeHead(204).end();
      }
      default:
        return void response.writeHead(404).end();
    }
  });
  const listening = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', listening.resolve);
  await listening.promise;
  const runtime: FakeFlowRuntime = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    revision,
    modified: false,
    fault: 'none',
    asked: 0,
    syncs,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
  return runtime;
}

function tell(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
