import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { API_PORT, NODE_IP } from '../addresses.ts';
import { until } from './supervisor.ts';

/** The API server, as the administrator. */
export interface Api {
  /** The answer's body. @throws Error when it is refused */
  send<Body = unknown>(method: string, path: string, body?: unknown): Promise<Body>;
  /** Calls `changed` at the beginning and after every change of the objects under this path, for ever. */
  watch(path: string, changed: () => void): void;
  waitForNode(name: string): Promise<void>;
}

const RETRY_MS = 500;

export function createApi(ca: string, token: string): Api {
  const open = (method: string, path: string, body?: unknown) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const text = body === undefined ? '' : JSON.stringify(body);
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const outgoing = request({ host: NODE_IP, port: API_PORT, method, path, ca, headers }, resolve);
      outgoing.on('error', reject).end(text);
    });
  const send: Api['send'] = async <Body>(method: string, path: string, body?: unknown) => {
    const response = await open(method, path, body);
    const text = (await response.setEncoding('utf8').toArray()).join('');
    if (response.statusCode! >= 300) throw new Error(`${method} ${path}: ${response.statusCode} ${text}`);
    return (text.startsWith('{') ? JSON.parse(text) : text) as Body;
  };
  const watch: Api['watch'] = (path, changed) => {
    const again = () => setTimeout(() => watch(path, changed), RETRY_MS);
    open('GET', `${path}?watch=true`).then((response) => {
      response.on('data', changed).on('error', () => {});
      response.on('close', again);
      changed();
    }, again);
  };
  const waitForNode = (name: string) =>
    until('the node to be ready', async () => {
      const node = await send<{ status: { conditions: readonly { type: string; status: string }[] } }>(
        'GET',
        `/api/v1/nodes/${name}`,
      );
      return node.status.conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
    });
  return { send, watch, waitForNode };
}
