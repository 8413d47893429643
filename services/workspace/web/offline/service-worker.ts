/**
 * Opens pages without a connection: it keeps the one page of the application and the files of its build, and nothing else. Requests for data,
 * signing in and files of people never go through it; a page is asked of the server first, and so are the redirects of those who
 * are signed out.
 */

/** What the bundler has made; it puts it in place of the name. */
declare const BUILD: {
  /** Differs when a file does. */
  readonly version: string;
  /** The script that the page of this build begins with. */
  readonly entry: string;
  /** Addresses of what the application needs. */
  readonly files: readonly string[];
};

/** As far as it is used: the types of workers and of pages do not go together. */
interface WorkerScope {
  readonly location: Location;
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: Waiting) => void): void;
  addEventListener(type: 'fetch', listener: (event: Fetching) => void): void;
}
interface Waiting {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

const scope = globalThis as unknown as WorkerScope;
const PREFIX = 'ameide-pages-';
const CACHE = PREFIX + BUILD.version;
/** The bundler names what is in there by its content. */
const ASSETS = '/assets/';
/** Addresses of the application's pages, by how they begin. */
const PAGES = /^\/(?:$|(?:artifact|kit|reviews|settings|threads)(?:\/|$))/;

scope.addEventListener('install', (event) => event.waitUntil(install()));
scope.addEventListener('activate', (event) => event.waitUntil(dropOlder()));
scope.addEventListener('fetch', (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== 'GET' || origin !== scope.location.origin) return;
  if (pathname.startsWith(ASSETS)) event.respondWith(asset(event.request));
  else if (mode === 'navigate' && PAGES.test(pathname)) event.respondWith(page(event.request));
});

/** All or nothing: the page and its files are of one build. */
async function install(): Promise<void> {
  const cache = await caches.open(CACHE);
  const shell = await fetch('/', { cache: 'no-store', credentials: 'omit' });
  const isOurs = (await shell.clone().text()).includes(`"${BUILD.entry}"`);
  if (!isKeepable(shell) || !isOurs) throw new Error('the server has another build by now');
  await cache.addAll(BUILD.files.map((path) => new Request(path, { credentials: 'omit' })));
  await cache.put('/', shell);
  await scope.skipWaiting();
}

/** The build before goes on being there for the tabs that were opened with it. */
async function dropOlder(): Promise<void> {
  const others = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
}

async function asset(request: Request): Promise<Response> {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept) return kept;
  const response = await fetch(request);
  if (isKeepable(response)) await (await caches.open(CACHE)).put(request, response.clone());
  return response;
}

async function page(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await (await caches.open(CACHE)).match('/', { ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
}

function isKeepable({ ok, redirected, type }: Response): boolean {
  return ok && !redirected && type === 'basic';
}

export {};
