import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { API_PORT, NODE_IP } from '../addresses.ts';
import { until } from './supervisor.ts';

/** The API server, as the administrator. */
export interface Api {
  /** The answer's body. @throws Error when it is refused */
  send<Body = unknown>(method: string, path: string, body?: unknown): Promise<Body>;
  /** Does this at the beginning, after every change of objects under these paths, and again when it fails; once at a time. */
  follow(paths: readonly string[], work: () => Promise<void>): void;
  waitForNode(name: string): Promise<void>;
}

const RETRY_MS = 500;

export function createApi(ca: string, token: string): Api {
  const open = (method: string, path: string, body?: unknown) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const text = body === undefined ? '' : JSON.stringify(body);
      const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
      const headers = { authorization: `Bearer ${token}`, 'content-type': type };
      const outgoing = request({ host: NODE_IP, port: API_PORT, method, path, ca, headers }, resolve);
      outgoing.on('error', reject).end(text);
    });
  const send: Api['send'] = async <Body>(method: string, path: string, body?: unknown) => {
    const response = await open(method, path, body);
    const text = (await response.setEncoding('utf8').toArray()).join('');
    if (response.statusCode! >= 300) throw new Error(`${method} ${path}: ${response.statusCode} ${text}`);
    return (text.startsWith('{') ? JSON.parse(text) : text) as Body;
  };
  const watch = (path: string, changed: () => void) => {
    const again = () => setTimeout(() => watch(path, changed), RETRY_MS);
    open('GET', `${path}?watch=true`).then((response) => {
      response.on('data', changed).on('error', () => {});
      response.on('close', again);
      changed();
    }, again);
  };
  const follow: Api['follow'] = (paths, work) => {
    let isRunning = false;
    let isDue = false;
    const changed = async () => {
      isDue = true;
      if (isRunning) return;
      isRunning = true;
      while (isDue) {
        isDue = false;
        await work().catch((error: Error) => {
          console.log(error.message);
          setTimeout(changed, RETRY_MS);
        });
      }
      isRunning = false;
    };
    for (const path of paths) watch(path, changed);
  };
  const waitForNode = (name: string) =>
    until('the node to be ready', async () => {
      const node = await send<{ status: { conditions: readonly { type: string; status: string }[] } }>(
        'GET',
        `/api/v1/nodes/${name}`,
      );
      return node.status.conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
    });
  return { send, follow, waitForNode };
}
