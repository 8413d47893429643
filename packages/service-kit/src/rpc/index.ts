export type { ConnectionLimits } from '../http/connection-limits.ts';
export { decodeCheckpoint, encodeCheckpoint } from './checkpoint-token.ts';
export { encodeAnswer, encodedAnswer } from './encoded-answer.ts';
export { type EncodeMessage, encodedMessage, type MessageFormat } from './encoded-stream.ts';
export { eventMetadata, type RequestMetadata } from './event-metadata.ts';
export {
  type Access,
  createRoutes,
  type Handler,
  type StreamAnswer,
  serverStream,
  type UnaryAnswer,
  unary,
} from './handler.ts';
export { decodePageToken, encodePageToken } from './page-token.ts';
export { createRpcPipeline, type RpcPipeline, type RpcPipelineOptions } from './pipeline.ts';
export { type PageRequest, type PageRules, readPage } from './read-page.ts';
export {
  identityOf,
  impliesRole,
  type RequestContext,
  type Role,
  requestContext,
  requireInternal,
  requireRole,
} from './request-context.ts';
export type { RpcAnswer, RpcRequest } from './rpc-exchange.ts';
export { runService, type ServiceProcess, type ServiceResources } from './run-service.ts';
export { createRpcServer, type RpcServer, type RpcServerOptions, serverStopping } from './server.ts';
export type { Routes, Service } from './service.ts';
export type { StreamLimits } from './stream-limit.ts';
export { createInProcessTransport, createServiceTransport } from './transports.ts';
