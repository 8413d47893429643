import type {
  DescMethod,
  DescMethodServerStreaming,
  DescMethodUnary,
  DescService,
  MessageInitShape,
  MessageShape,
} from '@bufbuild/protobuf';
import type { MethodImpl } from '@connectrpc/connect';
import { type RequestContext, type Role, requestContext, requireInternal, requireRole } from './request-context.ts';
import type { Routes } from './service.ts';

/** Who may call: people with this role or a stronger one, or only other services. */
export type Access = Role | 'internal';

/** One RPC, ready to be served: each file of a service's `rpc/` makes one. */
export interface Handler<M extends DescMethod = DescMethod> {
  readonly method: M;
  readonly access: Access;
  readonly implementation: MethodImpl<M>;
  /** Of a request; 4 MiB unless given, and the limit of the pipeline where only services call. */
  readonly maxBytes?: number | undefined;
}

/** No message of people is larger, only a document. */
const MAX_REQUEST_BYTES = 4 * 1024 * 1024;

/** Answers one request of a caller who may make it. Refuses by throwing a ServiceError, see `createRefusals`. */
export type UnaryAnswer<M extends DescMethodUnary> = (
  request: MessageShape<M['input']>,
  caller: RequestContext,
) => Promise<MessageInitShape<M['output']>>;

/** Answers with a stream, which ends with an error when `caller.signal` is aborted. */
export type StreamAnswer<M extends DescMethodServerStreaming> = (
  request: MessageShape<M['input']>,
  caller: RequestContext,
) => AsyncIterable<MessageInitShape<M['output']>>;

/** An RPC with one answer. */
export function unary<M extends DescMethodUnary>(
  method: M,
  access: Access,
  answer: UnaryAnswer<M>,
  { maxBytes }: Pick<Handler, 'maxBytes'> = {},
): Handler<M> {
  const implementation = async (request: MessageShape<M['input']>, context: Parameters<typeof requestContext>[0]) =>
    answer(request, admit(requestContext(context), access));
  return { method, access, implementation: implementation as unknown as MethodImpl<M>, maxBytes };
}

/** An RPC that answers with a stream. */
export function serverStream<M extends DescMethodServerStreaming>(
  method: M,
  access: Access,
  answer: StreamAnswer<M>,
): Handler<M> {
  async function* implementation(request: MessageShape<M['input']>, context: Parameters<typeof requestContext>[0]) {
    yield* answer(request, admit(requestContext(context), access));
  }
  return { method, access, implementation: implementation as unknown as MethodImpl<M> };
}

/**
 * The routes of a service.
 * @throws Error unless every RPC of `services` has exactly one handler, and every handler is of one of them
 */
export function createRoutes(services: readonly DescService[], handlers: readonly Handler[]): Routes {
  const missing = new Map(
    services.flatMap(({ methods }) => methods.map((method) => [nameOf(method), method] as const)),
  );
  for (const { method } of handlers) {
    if (!missing.delete(nameOf(method)))
      throw new Error(`${nameOf(method)} is declared by no service, or handled twice`);
  }
  if (missing.size > 0) throw new Error(`no handler for ${[...missing.keys()].join(', ')}`);
  return (router) => {
    for (const { method, access, implementation, maxBytes } of handlers) {
      const readMaxBytes = maxBytes ?? (access === 'internal' ? undefined : MAX_REQUEST_BYTES);
      router.rpc(method, implementation, readMaxBytes === undefined ? undefined : { readMaxBytes });
    }
  };
}

function admit(caller: RequestContext, access: Access): RequestContext {
  if (access === 'internal') requireInternal(caller);
  else requireRole(caller, access);
  return caller;
}

function nameOf(method: DescMethod): string {
  return `${method.parent.typeName}/${method.name}`;
}
