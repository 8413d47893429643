import { ArtifactQueryService, GetArtifactResponseSchema } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import { InferenceService } from '@ameide/contracts/inference/v1/inference_service';
import { AttachmentService } from '@ameide/contracts/threads/v1/attachment_service';
import { type Authenticator, createAuthenticator } from '@ameide/service-kit/auth';
import { createRpcPipeline, createRpcServer, type RpcServer, requestContext } from '@ameide/service-kit/rpc';
import type { Logger } from '@ameide/service-kit/telemetry';
import { create } from '@bufbuild/protobuf';
import type { ServiceImpl } from '@connectrpc/connect';

/** A UUID that a request may name. */
export const ID = '0190b1a0-0000-7000-8000-000000000001';

/** Services behind the workspace. */
export interface Services {
  readonly server: RpcServer;
  readonly url: string;
  /** Headers of the calls that they got. */
  readonly received: Headers[];
}

/** Accepts the access tokens of issuers, as services do. */
export function authenticatorOf(...issuers: readonly string[]): Authenticator {
  return createAuthenticator({
    issuers: issuers.map((issuer) => ({ issuer, audience: 'platform-app', tenants: '*' })),
    internalSecret: 'a secret of services that nobody else knows',
  });
}

/** Artifacts have whoever asks for them as their title. */
export async function startServices(options: {
  readonly authenticator: Authenticator;
  readonly logger: Logger;
  readonly inference: Partial<ServiceImpl<typeof InferenceService>>;
  readonly attachments?: Partial<ServiceImpl<typeof AttachmentService>>;
}): Promise<Services> {
  const { authenticator, logger, inference, attachments = {} } = options;
  const received: Headers[] = [];
  const server = createRpcServer({
    pipeline: createRpcPipeline({ authenticator, logger }),
    services: {
      fixture: {
        routes: (router) => {
          router.service(InferenceService, inference);
          router.service(AttachmentService, attachments);
          router.service(ArtifactQueryService, {
            getArtifact(_request, context) {
              received.push(context.requestHeader);
              const { actorId, tenantId, roles } = requestContext(context);
              const title = `${actorId} of ${tenantId} as ${[...roles].sort().join(', ')}`;
              return create(GetArtifactResponseSchema, { artifact: { id: ID, title } });
            },
          });
        },
        start: async () => {},
        stop: async () => {},
        ready: async () => {},
      },
    },
    logger,
    port: 0,
  });
  const { port } = await server.start();
  return { server, url: `http://localhost:${port}`, received };
}
