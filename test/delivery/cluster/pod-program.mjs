// What every pod of the cluster's own tests runs. It answers with its pod's name, and on other paths tells what it sees:
// /ask?url=… what it gets of an address, /status its own process, /write whether it may write, /starts how often it was started here.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { hostname } from 'node:os';

if (existsSync('/data')) appendFileSync('/data/starts', 'started\n');

const ask = (url) =>
  fetch(url, { signal: AbortSignal.timeout(1000), headers: { connection: 'close' } }).then(
    (response) => response.text(),
    (error) => error.cause?.code ?? error.name,
  );
const write = () => {
  try {
    writeFileSync('/written', '');
    return 'written';
  } catch (error) {
    return error.code;
  }
};
const answers = {
  '/': () => hostname(),
  '/ask': (parameters) => ask(parameters.get('url')),
  '/status': () => readFileSync('/proc/self/status', 'utf8'),
  '/write': write,
  '/starts': () => readFileSync('/data/starts', 'utf8'),
};
createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  response.setHeader('connection', 'close').end(await answers[pathname]?.(searchParams));
}).listen(8080);
process.on('SIGTERM', () => process.exit());
