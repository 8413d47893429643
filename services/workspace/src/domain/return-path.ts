const MAX_LENGTH = 300;
const BASE = 'http://workspace.invalid';
/** What is no page of the application. */
const NOT_PAGES = /^\/(auth|api|oidc)(\/|$)/;

/** Where a person goes after signing in: a path of the workspace's own pages, and home for everything else. */
export function returnPath(wanted: string | null | undefined): string {
  if (!wanted?.startsWith('/') || wanted.length > MAX_LENGTH) return '/';
  const url = URL.parse(wanted, BASE);
  if (url === null || url.origin !== BASE) return '/';
  const path = `${url.pathname}${url.search}${url.hash}`;
  // A browser takes what follows two slashes for a host.
  return path.startsWith('//') || NOT_PAGES.test(path) || path.length > MAX_LENGTH ? '/' : path;
}
