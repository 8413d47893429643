import { ArtifactQueryService } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import { InferenceService } from '@ameide/contracts/inference/v1/inference_service';
import { createAuthenticator, createInternalCaller, type TokenOptions } from '@ameide/service-kit/auth';
import { errorReason } from '@ameide/service-kit/errors';
import type { HttpApi } from '@ameide/service-kit/http-api';
import {
  createInProcessTransport,
  createRpcPipeline,
  createRpcServer,
  type RpcPipelineOptions,
  type RpcServerOptions,
  type Service,
} from '@ameide/service-kit/rpc';
import { createLogger } from '@ameide/service-kit/telemetry';
import { createTestIssuer } from '@ameide/service-kit/testing';
import {
  type Client,
  type Code,
  ConnectError,
  createClient,
  type Interceptor,
  type ServiceImpl,
} from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';

/** Shared by the services of the fixture. */
export const SECRET = 'a secret that only the services of a test know';

/** A UUID that a request may name. */
export const ID = '0190b1a0-0000-7000-8000-000000000001';

interface FixtureOptions {
  readonly artifacts?: Partial<ServiceImpl<typeof ArtifactQueryService>>;
  readonly inference?: Partial<ServiceImpl<typeof InferenceService>>;
  readonly pipeline?: Partial<RpcPipelineOptions>;
  readonly server?: Partial<RpcServerOptions>;
  readonly tokens?: Partial<TokenOptions>;
  readonly http?: readonly HttpApi[];
  readonly ready?: () => Promise<void>;
  readonly status?: () => Promise<object>;
  readonly drain?: () => Promise<void>;
  readonly stop?: () => Promise<void>;
}

/** A server with two services, real tokens, and the lines that it logged. */
export async function startFixture(options: FixtureOptions = {}) {
  const lines: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  const logger = createLogger({ service: 'fixture', level: 'debug', destination });
  const issuer = await createTestIssuer();
  const authenticator = createAuthenticator({
    issuers: [{ issuer: issuer.issuer, tenants: '*' }],
    internalSecret: SECRET,
    ...options.tokens,
  });
  const pipeline = createRpcPipeline({ authenticator, logger, ...options.pipeline });
  const service: Service = {
    routes: (router) => {
      router.service(ArtifactQueryService, options.artifacts ?? {});
      router.service(InferenceService, options.inference ?? {});
    },
    ...(options.http && { http: options.http }),
    start: async () => {},
    ...(options.drain && { drain: options.drain }),
    stop: options.stop ?? (async () => {}),
    ready: options.ready ?? (async () => {}),
    ...(options.status && { status: options.status }),
  };
  const server = createRpcServer({
    pipeline,
    services: { fixture: service },
    logger,
    port: 0,
    host: '127.0.0.1',
    ...options.server,
  });
  const { port } = await server.start();
  const url = `http://127.0.0.1:${port}`;
  const transport = (headers: Record<string, string>) =>
    createConnectTransport({ baseUrl: url, httpVersion: '1.1', interceptors: [withHeaders(headers)] });
  return {
    url,
    lines,
    issuer,
    server,
    pipeline,
    service,
    caller: createInternalCaller(SECRET),
    inProcess: createInProcessTransport(() => [service.routes], pipeline),
    artifacts: (headers: Record<string, string>): Client<typeof ArtifactQueryService> =>
      createClient(ArtifactQueryService, transport(headers)),
    inference: (headers: Record<string, string>): Client<typeof InferenceService> =>
      createClient(InferenceService, transport(headers)),
    [Symbol.asyncDispose]: async () => {
      await server.stop();
      await issuer[Symbol.asyncDispose]();
    },
  };
}

function withHeaders(headers: Record<string, string>): Interceptor {
  return (next) => (request) => {
    for (const [name, value] of Object.entries(headers)) request.header.set(name, value);
    return next(request);
  };
}

/** The header with which people prove who they are. */
export function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

/** The code and the reason with which a call is refused. Rejects when it is not. */
export async function refusal(call: Promise<unknown>): Promise<[Code, string | undefined]> {
  const error = await call.then(
    () => Promise.reject(new Error('the call was not refused')),
    (reason: unknown) => reason,
  );
  return [ConnectError.from(error).code, errorReason(error)];
}
