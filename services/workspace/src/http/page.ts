import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Language } from './language.ts';

/** A value that a page's own elements carry, so that nobody else's run. */
export function newNonce(): string {
  return randomBytes(16).toString('base64');
}

/**
 * What a page of the web application may do: files of its own origin, and elements with the nonce. Editors set attributes
 * `style`, which can do no more than the elements that they stand on.
 */
export function applicationPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/**
 * Whether browsers may be told to keep to https: not on this machine, where they would do so for everything else that runs under
 * the name.
 */
export function keepsToTls(publicUrl: string): boolean {
  const { protocol, hostname } = new URL(publicUrl);
  const isHere = /^(localhost|.*\.localhost|[\d.]+|\[.*\])$/.test(hostname);
  return protocol === 'https:' && !isHere;
}

/** Headers of every answer. @param toTls whether browsers are to keep to https */
export function setSecurityHeaders(response: ServerResponse, toTls: boolean): void {
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'same-origin');
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
  response.setHeader('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()');
  if (toTls) response.setHeader('strict-transport-security', 'max-age=31536000');
}

/** A page that needs nothing but itself. `body` is HTML: what comes from outside is escaped before. */
export interface Page {
  readonly language: Language;
  readonly title: string;
  readonly body: string;
}

export function sendPage(response: ServerResponse, status: number, { language, title, body }: Page): void {
  const nonce = newNonce();
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': `default-src 'none'; style-src 'nonce-${nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  });
  response.end(`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – Ameide</title>
<style nonce="${nonce}">
  :root { color-scheme: light dark }
  body { font: 16px/1.6 system-ui, sans-serif; max-width: 42rem; margin: 4rem auto; padding: 0 1.5rem }
  code { background: color-mix(in srgb, currentcolor 10%, transparent); padding: .1rem .35rem; border-radius: 4px }
  .soft { opacity: .7 }
</style>
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`);
}

/** Text as HTML shows it. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
