import type { ConnectError } from '@connectrpc/connect';
import type { RequestContext, Role } from '../rpc/request-context.ts';

/** Addresses that speak a protocol of others: plain HTTP, with its own words for refusals. */
export interface HttpApi {
  /** Paths below it are this protocol's, such as `/v1`; what of them is no route is refused in its words. */
  readonly prefix: string;
  readonly routes: readonly HttpRoute[];
  /** What a refusal is in this protocol. The request id is added. */
  refusal(error: ConnectError): HttpAnswer;
  /** The last piece of a body that ends with a refusal; without it the connection is broken off. */
  lastWords?(error: ConnectError): string;
}

/** One address, ready to be served: each file of a service's `http/` makes one, or a few that belong together. */
export interface HttpRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With parameters in braces: `/v1/models/{model}`. */
  readonly path: string;
  /** Who may ask: people with this role or a stronger one. */
  readonly access: Role;
  /** It may take as long as an agent does: it has no deadline, and takes a place among the streams of the caller. */
  readonly lasting?: boolean;
  /** Of a body; 4 MiB unless given. */
  readonly maxBytes?: number;
  /** Refuses by throwing a ServiceError, as RPCs do. */
  answer(request: HttpRequest, caller: RequestContext): Promise<HttpAnswer>;
}

/** What was asked for. Who asks is proved, and stands in the context. */
export interface HttpRequest {
  /** By the names in the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** What is answered. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Pieces are sent as they come, as fast as they are read; a refusal that is thrown meanwhile becomes the last words. */
  readonly body?: string | Uint8Array | AsyncIterable<string | Uint8Array>;
}
