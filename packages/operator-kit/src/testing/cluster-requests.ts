import { Agent, request } from 'undici';

/** Sends `body` as it is, as JSON, and gives the answer's JSON. @throws ApiError for anything but 2xx */
export type ClusterRequest = <T = Record<string, unknown>>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  contentType?: string,
) => Promise<T>;

export interface ClusterRequests {
  readonly request: ClusterRequest;
  close(): Promise<void>;
}

/** The API server refused a request. */
export class ApiError extends Error {
  readonly status: number;
  /** The server's words: usually a `Status` as JSON. */
  readonly body: string;

  constructor(message: string, status: number, body: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.body = body;
  }
}

/** Milliseconds that one request may take. */
const PATIENCE_MS = 60_000;

/**
 * Requests past every client library, so that what reaches the server is what the test says.
 * `PATCH` is a server-side apply unless `contentType` says otherwise.
 */
export function clusterRequests(url: string, ca: string, token: string): ClusterRequests {
  const dispatcher = new Agent({ connect: { ca }, headersTimeout: PATIENCE_MS, bodyTimeout: PATIENCE_MS });
  const send: ClusterRequest = async <T>(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    contentType = method === 'PATCH' ? 'application/apply-patch+yaml' : 'application/json',
  ) => {
    const response = await request(`${url}${path}`, {
      dispatcher,
      method,
      headers: { authorization: `Bearer ${token}`, accept: 'application/json', 'content-type': contentType },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.body.text();
    const { statusCode } = response;
    if (statusCode >= 300) throw new ApiError(`${method} ${path}: ${statusCode} ${text}`, statusCode, text);
    return (text.startsWith('{') ? JSON.parse(text) : text) as T;
  };
  return { request: send, close: () => dispatcher.destroy() };
}
