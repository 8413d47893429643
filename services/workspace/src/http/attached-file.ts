import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { AttachedFile } from '../app/ports.ts';
import type { Exchange, Route } from './exchange.ts';
import type { RouteDeps } from './routes.ts';

/** Where files of chats are, each under its id. */
export const FILES_PREFIX = '/files/';

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** What a browser shows in place. Everything else is saved: what it would run or render speaks with the voice of this origin. */
const SHOWN = /^image\/(?:png|jpeg|gif|webp)$/;

/** `GET /files/<id>`: a file of a chat, as an image in place, else to be saved; `?download` saves images, too. */
export function createAttachedFileRoute({ cookies, logger, publicUrl, readAttachment, sessions }: RouteDeps): Route {
  return async (exchange) => {
    const { request, response, url, requestId } = exchange;
    const id = url.pathname.slice(FILES_PREFIX.length);
    if (!isOwnRead(request, publicUrl))
      return refuse(exchange, 403, 'Only pages of the workspace itself show its files.');
    const found = await sessions.use(cookies.sessionId(request), false);
    if (typeof found === 'string') {
      return found === 'sign_in_unavailable'
        ? refuse(exchange, 503, 'Your session cannot be checked right now. Try again.')
        : refuse(exchange, 401, 'Sign in first.');
    }
    if (!ID.test(id)) return refuse(exchange, 404, NOT_THERE);
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    // The content of an id never changes; whether somebody may see it does, so it is asked each time.
    const etag = `"${id}"`;
    const isKnown = request.headers['if-none-match'] === etag;
    const wanted = isKnown || request.method === 'HEAD' ? 'facts' : 'content';
    const as = { accessToken: found.session.tokens.accessToken, requestId, signal: gone.signal };
    const read = await readAttachment(id, as, wanted).catch((err: unknown) => {
      if (!gone.signal.aborted) logger.warn({ err, request_id: requestId }, 'a file cannot be read');
      return 'unreachable' as const;
    });
    if (read === 'unreachable') return refuse(exchange, 503, 'This file cannot be read right now. Try again.');
    if (read === undefined) return refuse(exchange, 404, NOT_THERE);
    response.setHeader('etag', etag);
    response.setHeader('cache-control', 'private, no-cache');
    if (isKnown) return void response.writeHead(304).end();
    setFileHeaders(exchange, read.file);
    if (request.method === 'HEAD') return void response.writeHead(200).end();
    response.writeHead(200);
    // What breaks off is shorter than it says, so that nobody takes it for whole.
    await pipeline(Readable.from(read.content), response).catch((err: unknown) => {
      logger.debug({ err, request_id: requestId }, 'a file broke off');
    });
  };
}

const NOT_THERE = 'There is no such file, or it is not for you.';

function setFileHeaders({ response, url }: Exchange, { name, mimeType, sizeBytes }: AttachedFile): void {
  const isShown = SHOWN.test(mimeType) && !url.searchParams.has('download');
  response.setHeader('content-type', mimeType.startsWith('text/') ? 'text/plain; charset=utf-8' : mimeType);
  response.setHeader('content-length', sizeBytes);
  response.setHeader('content-disposition', `${isShown ? 'inline' : 'attachment'}; ${fileNameParameters(name)}`);
  // Should a browser render it after all, it is nobody there, and can reach nothing.
  response.setHeader('content-security-policy', "default-src 'none'; sandbox; frame-ancestors 'none'");
}

/** The name as every browser reads it, and as RFC 8187 has it. */
function fileNameParameters(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16)}`,
  );
  return `filename="${plain}"; filename*=UTF-8''${encoded}`;
}

/** Whether a page of the workspace loads it, or a person opens it there. No other page learns whether a file exists. */
function isOwnRead({ headers }: IncomingMessage, publicUrl: string): boolean {
  const { origin, 'sec-fetch-site': site } = headers;
  return (
    (origin === undefined || origin === publicUrl) && (site === undefined || site === 'same-origin' || site === 'none')
  );
}

function refuse({ response }: Exchange, status: number, sentence: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`${sentence}\n`);
}
