import { once } from 'node:events';
import { type ClientRequest, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { connect as connectHttp2, type IncomingHttpHeaders as Http2Headers } from 'node:http2';
import { request as httpsRequest } from 'node:https';
import { connect as connectTls } from 'node:tls';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Call {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** Somebody outside: whatever the name of a host, it is this machine, and its certificates are of one authority. */
export interface Outsider {
  send(url: string, call?: Call): Promise<Answer>;
  /** The answer as soon as it begins. */
  open(url: string, call?: Call): Promise<IncomingMessage>;
}

/** A connection of HTTP/2, as browsers keep one for all hosts that its certificate is for. */
export interface Connection {
  /** A POST if there is a body; resolves with the headers of the answer. */
  send(origin: string, path: string, headers: Readonly<Record<string, string>>, body?: Buffer): Promise<Http2Headers>;
  close(): void;
}

/** @param ca PEM */
export function connectOver2(origin: string, ca: string): Connection {
  const { hostname, port } = new URL(origin);
  const session = connectHttp2(origin, {
    createConnection: () =>
      connectTls({ host: '127.0.0.1', port: Number(port), servername: hostname, ca, ALPNProtocols: ['h2'] }),
  });
  return {
    async send(of, path, headers, body) {
      const method = body === undefined ? 'GET' : 'POST';
      const named = { ':authority': new URL(of).host, ':path': path, ':method': method };
      const stream = session.request({ ...named, ...headers });
      stream.end(body);
      const [answer] = (await once(stream, 'response')) as [Http2Headers];
      stream.resume();
      return answer;
    },
    close: () => session.destroy(),
  };
}

/** @param ca PEM */
export function createOutsider(ca: string): Outsider {
  const open = async (url: string, { method = 'GET', headers = {}, body }: Call = {}) => {
    const request = start(url, ca, { method, headers });
    request.end(body);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return response;
  };
  return {
    open,
    async send(url, call) {
      const response = await open(url, call);
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      return { status: response.statusCode!, headers: response.headers, text: Buffer.concat(chunks).toString() };
    },
  };
}

function start(url: string, ca: string, options: { readonly method: string; readonly headers: object }): ClientRequest {
  const { protocol, hostname, port, pathname, search } = new URL(url);
  const { method, headers } = options;
  const common = { host: '127.0.0.1', port, path: pathname + search, method, agent: false as const };
  const named = { ...common, headers: { host: `${hostname}:${port}`, ...headers } };
  return protocol === 'https:' ? httpsRequest({ ...named, ca, servername: hostname }) : httpRequest(named);
}
