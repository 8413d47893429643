import type { IncomingMessage, ServerResponse } from 'node:http';
import { returnPath } from '../domain/return-path.ts';
import { createAttachedFileRoute, FILES_PREFIX } from './attached-file.ts';
import { createBackChannelLogoutRoute } from './back-channel-logout.ts';
import { createCallbackRoute } from './callback.ts';
import { type Exchange, openExchange, type Route } from './exchange.ts';
import { redirect } from './json.ts';
import { keepsToTls, setSecurityHeaders } from './page.ts';
import { sendFailed, sendNotFound } from './plain-pages.ts';
import { isOwnRequest } from './request-guard.ts';
import type { RouteDeps } from './routes.ts';
import { API_PREFIX, createRpcProxyRoute } from './rpc-proxy.ts';
import { createSessionRoute } from './session.ts';
import { createSignInRoute } from './sign-in.ts';
import { createSignInErrorRoute } from './sign-in-error.ts';
import { createSignOutRoute } from './sign-out.ts';
import type { StaticFiles } from './static-files.ts';

/** Servers call it, and no cookie counts there: the token says everything. */
const BACK_CHANNEL = 'POST /auth/back-channel-logout';

/** Where links of earlier days look for a model. */
const PLURAL_PATH = /^\/artifacts\//;

/** What programs call: those that there are never come here. */
const RPC_PATH = /^\/(?:\w+\.)+\w+\/\w+$/;

/** Answers every request of a browser; never rejects. */
export function createHandler(
  deps: RouteDeps,
  files: StaticFiles,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { logger, publicUrl } = deps;
  const toTls = keepsToTls(publicUrl);
  const publicHost = new URL(publicUrl).host;
  const rpcProxy = createRpcProxyRoute(deps);
  const attachedFile = createAttachedFileRoute(deps);
  const routes: Readonly<Record<string, Route>> = {
    'GET /auth/sign-in': createSignInRoute(deps),
    'GET /auth/callback': createCallbackRoute(deps),
    'GET /auth/error': createSignInErrorRoute(deps),
    'GET /auth/session': createSessionRoute(deps),
    'GET /auth/sign-out': createSignOutRoute(deps),
    [BACK_CHANNEL]: createBackChannelLogoutRoute(deps),
  };

  function routeOf({ request, url }: Exchange): Route {
    const { method = '' } = request;
    const { pathname } = url;
    if (pathname.startsWith(API_PREFIX)) return rpcProxy;
    const name = `${method} ${pathname}`;
    const reads = method === 'GET' || method === 'HEAD';
    if (!reads && RPC_PATH.test(pathname)) return unknownRpc;
    if (!reads && name !== BACK_CHANNEL && !isOwnRequest(request, publicUrl)) return foreign;
    if (Object.hasOwn(routes, name)) return reads ? onPublicHost(routes[name]!) : routes[name]!;
    if (!reads) return readOnly;
    if (pathname.startsWith(FILES_PREFIX)) return onPublicHost(attachedFile);
    if (PLURAL_PATH.test(pathname)) return singular;
    return pathname.startsWith('/auth/') ? sendNotFound : onPublicHost(pages);
  }

  /** Whoever opens a page without being signed in is led to the identity provider at once, and back to that page. */
  const pages: Route = async (exchange) => {
    const { request, response, url } = exchange;
    const isOpened = request.method === 'GET' && request.headers['sec-fetch-mode'] === 'navigate';
    if (isOpened && (await files.isPage(exchange))) {
      const found = await deps.sessions.find(deps.cookies.sessionId(request));
      if (found === 'session_missing' || found === 'session_ended') {
        const returnTo = new URLSearchParams({ return_to: returnPath(`${url.pathname}${url.search}`) });
        return redirect(response, `/auth/sign-in?${returnTo}`);
      }
    }
    return files.send(exchange);
  };

  /** Cookies belong to a host: whoever comes by another name of this one is sent to the public one. */
  function onPublicHost(route: Route): Route {
    return (exchange) => {
      const { headers } = exchange.request;
      if (headers.host === publicHost) return route(exchange);
      const { pathname, search } = exchange.url;
      redirect(exchange.response, `${publicUrl}${pathname}${search}`, 307);
    };
  }

  return async (request, response) => {
    const exchange = openExchange(request, response, publicUrl);
    setSecurityHeaders(response, toTls);
    if (exchange === undefined) return void response.writeHead(400).end();
    try {
      await routeOf(exchange)(exchange);
    } catch (err) {
      logger.error({ err, request_id: exchange.requestId }, 'a request failed');
      if (response.headersSent) response.destroy();
      else sendFailed(exchange);
    }
  };
}

const singular: Route = ({ response, url }) =>
  redirect(response, `${url.pathname.replace(PLURAL_PATH, '/artifact/')}${url.search}`, 308);

const unknownRpc: Route = ({ response }) => {
  response.writeHead(404, { 'content-type': 'text/plain' }).end('There is no such RPC.\n');
};

const readOnly: Route = ({ response }) => {
  response.writeHead(405, { allow: 'GET, HEAD', 'content-type': 'text/plain' }).end('This address is read only.\n');
};

const foreign: Route = ({ response }) => {
  response.writeHead(403, { 'content-type': 'text/plain' });
  response.end('Only pages of the workspace itself may send this, with the header "x-ameide-csrf: 1".\n');
};
