import { createServer } from 'node:http';

/*
 * A server with faults: it fails on long bodies and says where, holds up everybody on some, never answers to GET, and ends on
 * invalid UTF-8. Prints its port.
 */
const cpuMs = () => process.threadCpuUsage().user / 1000;

function compute(ms: number): void {
  for (const until = cpuMs() + ms; cpuMs() < until; );
}

const server = createServer(async (request, response) => {
  if (request.method === 'GET') return;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const text = body.toString();
  if (text.includes('�')) process.exit(1);
  if (body.length > 100_000) return response.writeHead(500).end(new Error('too long').stack);
  if (text.includes('Work')) compute(400);
  if (text.includes('Step')) return response.writeHead(500).end('{"code":"internal"}');
  return response.end('{}');
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as { port: number }).port));
