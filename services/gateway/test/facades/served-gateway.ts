import { createAuthenticator } from '@ameide/service-kit/auth';
import { createRpcPipeline, createRpcServer, type StreamLimits } from '@ameide/service-kit/rpc';
import { createTestIssuer } from '@ameide/service-kit/testing';
import type { GatewayConfig } from '../../src/service.ts';
import { logger, type Person, SECRET, startSystem } from '../harness.ts';

/** A gateway behind a port, as clients of others reach it: with tokens of people. */
export async function serveGateway(config: Partial<GatewayConfig> = {}, streams: StreamLimits = {}) {
  const system = await startSystem();
  const { service, stop } = await system.gateway(config);
  const issuer = await createTestIssuer();
  const authenticator = createAuthenticator({
    issuers: [{ issuer: issuer.issuer, tenants: '*' }],
    internalSecret: SECRET,
  });
  const pipeline = createRpcPipeline({ authenticator, logger, streams });
  // It has started already, and the system stops it.
  const served = { ...service, start: async () => {}, stop: async () => {} };
  const server = createRpcServer({
    ...{ pipeline, logger, services: { gateway: served } },
    ...{ port: 0, host: '127.0.0.1', graceMs: 1_000 },
  });
  const { port } = await server.start();
  return {
    system,
    world: system.world,
    url: `http://127.0.0.1:${port}`,
    token: ({ tenantId, actorId, roles }: Person) => issuer.token({ sub: actorId, tenant_id: tenantId, roles }),
    /** Ends the gateway, as at a roll-out, while its port is still served. */
    stopGateway: stop,
    async close() {
      await server.stop();
      await system.close();
      await issuer[Symbol.asyncDispose]();
    },
  };
}
