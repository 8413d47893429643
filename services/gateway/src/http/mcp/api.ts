import { errorDetail, ServiceError } from '@ameide/service-kit/errors';
import { type HttpAnswer, type HttpApi, type HttpRoute, jsonAnswer } from '@ameide/service-kit/http-api';
import { Code, type ConnectError } from '@connectrpc/connect';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import type { FacadeDeps } from '../deps.ts';
import { createMcpServer } from './server.ts';

const PATH = '/mcp';
/** Of JSON-RPC: those from -32000 on are free for servers. */
const REFUSED = -32_000;
const STATUS: Partial<Record<Code, number>> = {
  [Code.InvalidArgument]: 400,
  [Code.Unauthenticated]: 401,
  [Code.PermissionDenied]: 403,
  [Code.NotFound]: 404,
  [Code.ResourceExhausted]: 429,
  [Code.Unavailable]: 503,
  [Code.DeadlineExceeded]: 504,
};

/**
 * The tools for models, by the Model Context Protocol over streamable HTTP. Without sessions: each request says all, so that any replica
 * answers it, and none has anything to say by itself.
 */
export const mcpApi = (deps: FacadeDeps): HttpApi => ({
  prefix: PATH,
  routes: [postRoute(deps), notAllowed('GET'), notAllowed('DELETE')],
  refusal,
});

function postRoute(deps: FacadeDeps): HttpRoute {
  const origins: readonly string[] = deps.config.mcpOrigins;
  return {
    method: 'POST',
    path: PATH,
    access: 'graph.viewer',
    async answer({ headers, body }, caller) {
      const origin = headers.get('origin');
      if (origin !== null && !origins.includes(origin)) throw foreignOrigin();
      const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
      const server = createMcpServer(deps, caller);
      await server.connect(transport);
      try {
        const request = new Request(`http://localhost${PATH}`, { method: 'POST', headers, body: Buffer.from(body) });
        const response = await transport.handleRequest(request);
        return {
          status: response.status,
          headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
          body: await response.text(),
        };
      } finally {
        await server.close();
      }
    },
  };
}

function notAllowed(method: 'GET' | 'DELETE'): HttpRoute {
  const answer: HttpAnswer = { status: 405, headers: { allow: 'POST' } };
  return { method, path: PATH, access: 'graph.viewer', answer: async () => answer };
}

function refusal(error: ConnectError): HttpAnswer {
  const reason = errorDetail(error)?.reason ?? 'internal';
  const body = { jsonrpc: '2.0', id: null, error: { code: REFUSED, message: `${reason}: ${error.rawMessage}` } };
  const challenge = error.code === Code.Unauthenticated ? { 'www-authenticate': 'Bearer' } : {};
  return jsonAnswer(body, reason === 'message_too_large' ? 413 : (STATUS[error.code] ?? 500), challenge);
}

/** A page of somebody else, which could have been led here by its own name for this host. */
function foreignOrigin(): ServiceError {
  return new ServiceError('permission_denied', 'origin_not_allowed', 'Pages of this origin may not call.');
}
