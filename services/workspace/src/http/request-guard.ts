import type { IncomingMessage } from 'node:http';

/** Pages of other origins cannot send it without asking first, and they are never allowed to. */
const CSRF_HEADER = 'x-ameide-csrf';

/**
 * Whether a request that may change something comes from a page of the workspace itself. A browser that is lured elsewhere
 * sends the cookie, too; not this header, and never this origin.
 */
export function isOwnRequest({ headers }: IncomingMessage, publicUrl: string): boolean {
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  if (headers[CSRF_HEADER] !== '1') return false;
  return (origin === undefined || origin === publicUrl) && (site === undefined || site === 'same-origin');
}

/**
 * Whether a person opens an address from the workspace or by typing it. Neither a page of another origin has led there, nor is it
 * loaded for a page, as a picture in what somebody has written would be.
 */
export function isOwnNavigation({ headers }: IncomingMessage, publicUrl: string): boolean {
  const destination = headers['sec-fetch-dest'];
  if (headers['sec-purpose'] !== undefined) return false;
  if (destination !== undefined && destination !== 'document') return false;
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  // Browsers say nothing of the site where the public address is neither https nor this machine.
  return headers.referer?.startsWith(`${publicUrl}/`) ?? false;
}
