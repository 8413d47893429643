import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Exchange } from './exchange.ts';
import { applicationPolicy, newNonce, sendPage } from './page.ts';

/** Stands in index.html where the nonce of a response belongs. */
const NONCE_PLACEHOLDER = '__CSP_NONCE__';
/** The bundler names what is in there by its content. */
const IMMUTABLE = '/assets/';

/** Where programs look for figures, which have a port of their own: a page there would mislead them, too. */
const METRICS = '/metrics';

const TYPES: Readonly<Record<string, string>> = {
  '.bpmn': 'application/xml',
  '.css': 'text/css; charset=utf-8',
  '.eot': 'application/vnd.ms-fontobject',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

/** By the names of HTTP; the first one that a browser takes and that was made with the build is sent. */
const ENCODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

/** Files of the web application, and its one page at every other path. */
export interface StaticFiles {
  /** Answers GET and HEAD. */
  send(exchange: Exchange): Promise<void>;
  /** Whether the answer is the page. */
  isPage(exchange: Exchange): Promise<boolean>;
}

/** @param folder of the build; looked at again with every request, so that a new build is served at once */
export function createStaticFiles(folder: string): StaticFiles {
  const find = async ({ url }: Exchange) => {
    const file = fileOf(folder, url.pathname);
    return file !== undefined && (await isFile(file)) ? file : undefined;
  };
  return {
    isPage: async (exchange) => isPage(exchange) && (await find(exchange)) === undefined,
    async send(exchange) {
      const { request, response } = exchange;
      const file = await find(exchange);
      if (file !== undefined) return sendFile(exchange, file);
      if (!isPage(exchange)) {
        response.writeHead(404, { 'content-type': 'text/plain', 'cache-control': 'no-store' });
        response.end('There is nothing here.\n');
        return;
      }
      const html = await readFile(join(folder, 'index.html'), 'utf8').catch(() => undefined);
      if (html === undefined) return sendNotBuilt(exchange);
      const nonce = newNonce();
      response.writeHead(200, {
        'content-type': TYPES['.html'],
        'cache-control': 'no-cache',
        'content-security-policy': applicationPolicy(nonce),
      });
      response.end(request.method === 'HEAD' ? undefined : html.replaceAll(NONCE_PLACEHOLDER, nonce));
    },
  };
}

/** The file that a path names; undefined for one that leaves the folder, for the page itself and for what is compressed. */
function fileOf(folder: string, pathname: string): string | undefined {
  let path: string;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  if (path.includes('\0') || path.includes('\\') || path.split('/').some((part) => part.startsWith('.'))) {
    return undefined;
  }
  const extension = extname(path);
  if (extension === '' || extension === '.html' || ENCODINGS.some(([, suffix]) => suffix === extension)) {
    return undefined;
  }
  const file = join(folder, path);
  return file.startsWith(`${folder.replace(/[/\\]$/, '')}${sep}`) ? file : undefined;
}

/** Whether a path is one of the application's own: what has no ending, and whatever a person opens. */
function isPage({ request, url: { pathname } }: Exchange): boolean {
  // Programs look for what is said of a host below `/.well-known/`; a page there would mislead them.
  if (pathname.startsWith(IMMUTABLE) || pathname.startsWith('/.') || pathname === METRICS) return false;
  return extname(pathname) === '' || (request.headers.accept ?? '').includes('text/html');
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ?? false;
}

async function sendFile({ request, response, url }: Exchange, file: string): Promise<void> {
  const [encoding, path] = await encodedFile(file, request);
  const { size, mtimeMs } = await stat(path);
  const etag = `"${size.toString(36)}-${Math.trunc(mtimeMs).toString(36)}"`;
  response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
  response.setHeader('vary', 'accept-encoding');
  response.setHeader('etag', etag);
  response.setHeader(
    'cache-control',
    url.pathname.startsWith(IMMUTABLE) ? 'public, max-age=31536000, immutable' : 'no-cache',
  );
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304).end();
    return;
  }
  if (encoding !== undefined) response.setHeader('content-encoding', encoding);
  response.writeHead(200, { 'content-length': size });
  if (request.method === 'HEAD') response.end();
  // A browser that goes away in the middle is not an error.
  else await pipeline(createReadStream(path), response).catch(() => undefined);
}

async function encodedFile(file: string, { headers }: IncomingMessage): Promise<[string | undefined, string]> {
  const accepted = (headers['accept-encoding'] ?? '').split(',').map((one) => one.trim().split(';', 1)[0]);
  for (const [encoding, suffix] of ENCODINGS) {
    if (accepted.includes(encoding) && (await isFile(file + suffix))) return [encoding, file + suffix];
  }
  return [undefined, file];
}

function sendNotBuilt({ response }: Exchange): void {
  sendPage(response, 503, {
    language: 'en',
    title: 'The pages are not built yet',
    body: `<p>The services run. Build the web application with <code>npx -y pnpm@12 build:web</code>, or start the platform with
<code>npx -y pnpm@12 start</code>, which builds it when its sources are newer; then load this page again.</p>
<p><a href="/about">What this address is</a></p>`,
  });
}
