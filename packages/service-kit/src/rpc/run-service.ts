import type { output, ZodType } from 'zod';
import { createAuthenticator } from '../auth/index.ts';
import { type Environment, type ProcessEnvironment, trustedIssuers } from '../config/index.ts';
import { runProcess } from '../process/index.ts';
import type { Logger } from '../telemetry/logger.ts';
import { createRpcPipeline } from './pipeline.ts';
import { createRpcServer } from './server.ts';
import type { Service } from './service.ts';

/** What a service has for itself while its process runs. */
export interface OpenedService {
  readonly service: Service;
  /** Closes pools and connections, after the service has stopped. */
  close(): Promise<void>;
}

/** A service as a process of its own. */
export interface ServiceProcess<S extends ZodType<ProcessEnvironment>> {
  /** Name in logs, traces and `/readyz`. */
  readonly name: string;
  /** `processEnvironment`, and what else the service reads. */
  readonly schema: S;
  /** `process.env`. */
  readonly env: Environment;
  /** Brings schemas up to date, opens pools and makes the service. */
  open(environment: Readonly<output<S>>, logger: Logger): Promise<OpenedService>;
}

/** Runs a service as a process, until it is told to end; see `runProcess`. `/metrics` is on a port of its own. */
export async function runService<S extends ZodType<ProcessEnvironment>>(definition: ServiceProcess<S>): Promise<void> {
  const { name, env } = definition;
  const schema = definition.schema.refine((environment) => trustedIssuers(environment).length > 0, {
    path: ['OIDC_ISSUER'],
    message: 'must be set, or OIDC_ISSUERS',
    // So that it is told beside all other faults.
    when: () => true,
  });
  await runProcess({
    name,
    schema,
    env,
    async start(environment, { logger, onStop }) {
      const { service, close } = await definition.open(environment, logger);
      onStop(close);
      const { INTERNAL_SECRET: internalSecret, PORT: port } = environment;
      const authenticator = createAuthenticator({ issuers: trustedIssuers(environment), internalSecret });
      const pipeline = createRpcPipeline({ authenticator, logger });
      const server = createRpcServer({ pipeline, services: { [name]: service }, logger, port });
      onStop(() => server.stop());
      return server.start();
    },
  });
}
