// Git over smart HTTP, by git's own CGI program: node git-server.ts FOLDER PORT. It says a line when it listens.
import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage } from 'node:http';

const [folder, port] = process.argv.slice(2);

const server = createServer(async (request, response) => {
  const git = spawn('git', ['http-backend'], { env: { ...process.env, ...variablesOf(request) } });
  request.pipe(git.stdin.on('error', () => {}));
  const answer = Buffer.concat(await git.stdout.toArray());
  const end = answer.indexOf('\r\n\r\n');
  for (const line of answer.subarray(0, end).toString().split('\r\n')) {
    const [name, value = ''] = line.split(': ');
    if (name === 'Status') response.statusCode = Number.parseInt(value, 10);
    else response.setHeader(name!, value);
  }
  response.end(answer.subarray(end + 4));
});
server.listen(Number(port), '0.0.0.0', () => console.log('listening'));

function variablesOf({ url, method, headers }: IncomingMessage): Record<string, string> {
  const { pathname, search } = new URL(url!, 'http://git');
  return {
    GIT_PROJECT_ROOT: folder!,
    GIT_HTTP_EXPORT_ALL: '1',
    GIT_PROTOCOL: String(headers['git-protocol'] ?? ''),
    PATH_INFO: pathname,
    QUERY_STRING: search.slice(1),
    REQUEST_METHOD: method!,
    CONTENT_TYPE: headers['content-type'] ?? '',
    HTTP_CONTENT_ENCODING: headers['content-encoding'] ?? '',
    REMOTE_ADDR: '127.0.0.1',
  };
}
