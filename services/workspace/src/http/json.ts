import type { ServerResponse } from 'node:http';

/** Answers with JSON that nobody keeps. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

/** Sends the browser elsewhere. */
export function redirect(response: ServerResponse, location: string | URL, status = 303): void {
  response.writeHead(status, { location: String(location), 'cache-control': 'no-store' }).end();
}
