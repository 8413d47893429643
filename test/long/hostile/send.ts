import { request } from 'node:http';
import { connect } from 'node:net';

/** A request as it goes over the wire. */
export interface HostileRequest {
  /** POST unless said. */
  readonly method?: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array;
}

/** What came back. */
export interface Answer {
  /** 0 when there was none. */
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  readonly ms: number;
  /** Why there is no answer. */
  readonly broken?: string;
}

/** So much of an answer is looked at, in bytes. */
const LOOK = 256 * 1024;
/** A stream that has answered and then says nothing for so long has said enough. */
const QUIET_MS = 150;

/** Sends a request and reads what comes; never throws. A stream is read until it is quiet. */
export function send(url: string, asked: HostileRequest, deadlineMs: number): Promise<Answer> {
  const start = performance.now();
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const { hostname, port } = new URL(url);
  let [status, contentType, length] = [0, '', 0];
  const chunks: Buffer[] = [];
  const done = (broken?: string) => {
    clearTimeout(deadline);
    clearTimeout(quiet);
    const text = Buffer.concat(chunks).toString();
    resolve({ status, contentType, text, ms: performance.now() - start, ...(broken !== undefined && { broken }) });
    outgoing?.destroy();
  };
  let quiet: NodeJS.Timeout | undefined;
  let outgoing: ReturnType<typeof request> | undefined;
  const deadline = setTimeout(() => done('hung'), deadlineMs);
  try {
    const { method = 'POST', path, headers } = asked;
    outgoing = request({
      host: hostname,
      port,
      method,
      path,
      headers: headers as Record<string, string>,
      agent: false,
    });
  } catch (error) {
    // What Node itself does not send, nobody receives.
    done(`unsendable: ${(error as Error).message}`);
    return promise;
  }
  outgoing.on('error', (error) => done(error.message));
  outgoing.on('response', (response) => {
    status = response.statusCode ?? 0;
    contentType = String(response.headers['content-type'] ?? '');
    const isStream = contentType.startsWith('application/connect+') || contentType.startsWith('application/grpc');
    response.on('data', (chunk: Buffer) => {
      if (length < LOOK) chunks.push(chunk);
      length += chunk.length;
      clearTimeout(quiet);
      if (isStream) quiet = setTimeout(done, QUIET_MS);
    });
    response.on('end', () => done());
    response.on('error', (error) => done(error.message));
  });
  outgoing.end(asked.body);
  return promise;
}

/** Sends bytes that are no request of any library; what comes until the other side ends, or is quiet. */
export function sendBytes(url: string, bytes: Uint8Array | string, deadlineMs: number): Promise<Answer> {
  const start = performance.now();
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const { hostname, port } = new URL(url);
  let text = '';
  const socket = connect(Number(port), hostname === 'localhost' ? '127.0.0.1' : hostname);
  const done = () => {
    clearTimeout(quiet);
    socket.destroy();
    const status = Number(/^HTTP\/1.1 (\d+)/.exec(text)?.[1] ?? 0);
    resolve({ status, contentType: '', text, ms: performance.now() - start });
  };
  let quiet = setTimeout(done, Math.min(deadlineMs, 10 * QUIET_MS));
  socket.on('data', (data) => {
    text += data.toString('latin1');
    clearTimeout(quiet);
    quiet = setTimeout(done, QUIET_MS);
  });
  socket.on('error', done).on('close', done);
  socket.write(bytes);
  return promise;
}
