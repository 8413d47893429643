import { Readable } from 'node:stream';
import { Agent } from 'undici';
import type { Upstream } from '../app/ports.ts';

/** Where RPCs go. */
export interface UpstreamOptions {
  /** What answers every RPC that no other address is named for, such as the gateway of a cluster. */
  readonly gatewayUrl: string;
  /** Addresses of services by the package of their contracts, such as `ameide.threads.v1`. */
  readonly upstreams: Readonly<Record<string, string>>;
}

/** Hands RPCs on over HTTP. Nothing is held back: requests go out and answers come in as they are. */
export function createHttpUpstream({ gatewayUrl, upstreams }: UpstreamOptions): Upstream {
  // Services have deadlines of their own, and streams none.
  const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
  return async ({ body, headers, method, path, signal }) => {
    const rpcPackage = path.slice(1, path.indexOf('/', 1)).replace(/\.\w+$/, '');
    const answer = await agent.request({
      origin: upstreams[rpcPackage] ?? gatewayUrl,
      path,
      method: method as 'GET' | 'POST',
      headers,
      body: method === 'GET' ? null : Readable.from(body),
      signal,
    });
    const answered = new Headers();
    for (const [name, value] of Object.entries(answer.headers)) {
      for (const one of [value ?? []].flat()) answered.append(name, one);
    }
    return { status: answer.statusCode, headers: answered, body: answer.body };
  };
}
