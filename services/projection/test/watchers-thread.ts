import { parentPort, workerData } from 'node:worker_threads';

/**
 * Watches a model over HTTP many times, in a thread of its own so that the server's is measured alone. Tells the first event of each
 * watcher, which is a snapshot, and then each delta, by the bytes that it has.
 */
const { url, watchers, headers, ref } = workerData as {
  readonly url: string;
  readonly watchers: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly ref: string;
};
const message = Buffer.from(JSON.stringify({ ref }));
const envelope = Buffer.alloc(5);
envelope.writeUInt32BE(message.byteLength, 1);
const body = Buffer.concat([envelope, message]);

async function watch(watcher: number): Promise<void> {
  const method = 'ameide.projection.v1.ProjectionService/WatchProjection';
  const format = watcher % 2 === 0 ? 'application/connect+json' : 'application/connect+proto';
  const response = await fetch(`${url}/${method}`, {
    method: 'POST',
    headers: { ...headers, 'content-type': format },
    body: format.endsWith('json') ? body : protoRequest(),
  });
  let [head, left] = [Buffer.alloc(0), 0];
  let size = 0;
  for await (const chunk of response.body!) {
    for (let rest = Buffer.from(chunk); rest.byteLength > 0; ) {
      if (left === 0) {
        const missing = 5 - head.byteLength;
        head = Buffer.concat([head, rest.subarray(0, missing)]);
        rest = rest.subarray(missing);
        if (head.byteLength < 5) break;
        left = size = head.readUInt32BE(1);
        head = Buffer.alloc(0);
      }
      const taken = Math.min(left, rest.byteLength);
      left -= taken;
      rest = rest.subarray(taken);
      if (left === 0) parentPort!.postMessage({ watcher, format, bytes: size });
    }
  }
}

/** The same in binary: field 1 is the ref. */
function protoRequest(): Buffer {
  const text = Buffer.from(ref);
  const field = Buffer.concat([Buffer.from([0x0a, text.byteLength]), text]);
  const start = Buffer.alloc(5);
  start.writeUInt32BE(field.byteLength, 1);
  return Buffer.concat([start, field]);
}

for (let watcher = 0; watcher < watchers; watcher++) void watch(watcher);
