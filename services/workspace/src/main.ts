import { randomBytes } from 'node:crypto';
import { createAuthenticator } from '@ameide/service-kit/auth';
import { trustedIssuers } from '@ameide/service-kit/config';
import { runProcess } from '@ameide/service-kit/process';
import { createRpcPipeline, createRpcServer } from '@ameide/service-kit/rpc';
import { environmentSchema, workspaceConfig } from './config.ts';
import { declaration } from './declaration.ts';
import { createHttpUpstream, createWorkspaceService, openSessionStore } from './service.ts';

/** Longer than browsers that keep a connection busy wait between two calls. */
const LINGER_MS = 1_000;

await runProcess({
  name: declaration.name,
  schema: environmentSchema,
  env: process.env,
  async start(environment, { logger, onStop }) {
    const config = workspaceConfig(environment);
    const store = await openSessionStore(environment.REDIS_URL, config.secrets, (err) =>
      logger.warn({ err }, 'the connection to Redis broke'),
    );
    onStop(() => store.close());
    const authenticator = createAuthenticator({
      issuers: trustedIssuers(environment),
      // No service calls this one.
      internalSecret: randomBytes(32).toString('base64url'),
    });
    const workspace = createWorkspaceService({
      config,
      store,
      authenticator,
      upstream: createHttpUpstream({ gatewayUrl: environment.GATEWAY_URL, upstreams: environment.UPSTREAMS }),
      logger,
    });
    const server = createRpcServer({
      pipeline: createRpcPipeline({ authenticator, logger }),
      services: { [declaration.name]: workspace },
      logger,
      port: environment.PORT,
      lingerMs: LINGER_MS,
      fallback: (request, response) => void workspace.handle(request, response),
    });
    onStop(() => server.stop());
    return server.start();
  },
});
