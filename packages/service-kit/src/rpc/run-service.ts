import type { EventFeed } from '@ameide/event-feed';
import { createPool } from '@ameide/postgres';
import type { Transport } from '@connectrpc/connect';
import type pg from 'pg';
import { type output, type ZodObject, type ZodRawShape, z } from 'zod';
import { createAuthenticator, createInternalCaller, type InternalCaller } from '../auth/index.ts';
import { type Environment, type ProcessEnvironment, processEnvironment, trustedIssuers } from '../config/index.ts';
import { runProcess } from '../process/index.ts';
import {
  migrateService,
  openEventFeed,
  type ServiceDeclaration,
  startServiceExpiry,
  startServiceRelay,
  urlVariable,
} from '../service/index.ts';
import type { Logger } from '../telemetry/logger.ts';
import { createRpcPipeline } from './pipeline.ts';
import { createRpcServer } from './server.ts';
import type { Service } from './service.ts';
import { createServiceTransport } from './transports.ts';

const MAX_CONNECTIONS = 20;
/** Longer than callers that keep a connection busy wait between two calls. */
const LINGER_MS = 1_000;

/** What a service is made of, while its process runs. */
export interface ServiceResources<Variables> {
  readonly environment: Readonly<ProcessEnvironment & Variables>;
  readonly logger: Logger;
  /** Of the service's role, on a schema that is up to date. */
  readonly pool: pg.Pool;
  readonly internalCaller: InternalCaller;
  /** To a service that the declaration says is called, at `<NAME>_URL`. */
  transportTo(service: string): Transport;
  /** What the declaration says is followed, over the brokers of `KAFKA_BROKERS`. */
  openFeed(): EventFeed;
  /** Remembers what ends something that was opened, after the service has stopped. */
  onStop(step: () => Promise<void>): void;
}

/** A service as a process of its own. */
export interface ServiceProcess<Shape extends ZodRawShape> {
  readonly declaration: ServiceDeclaration;
  /** What the service reads beside `processEnvironment` and the URLs of the services that it calls. */
  readonly variables?: ZodObject<Shape>;
  /** `process.env`. */
  readonly env: Environment;
  open(resources: ServiceResources<output<ZodObject<Shape>>>): Service | Promise<Service>;
}

/**
 * Runs a service as a process, until it is told to end; see `runProcess`. With DATABASE_ADMIN_URL its schema is brought up
 * to date first. `/metrics` is on a port of its own.
 */
export async function runService<Shape extends ZodRawShape = Record<never, never>>(
  definition: ServiceProcess<Shape>,
): Promise<void> {
  const { declaration, env } = definition;
  const { name } = declaration;
  await runProcess({
    name,
    schema: schemaOf(declaration, definition.variables),
    env,
    async start(environment, { logger, onStop }) {
      const { INTERNAL_SECRET: internalSecret, PORT: port } = environment;
      if (environment.DATABASE_ADMIN_URL !== undefined) await migrateAs(environment.DATABASE_ADMIN_URL, declaration);
      const pool = createPool({
        connectionString: environment.DATABASE_URL,
        applicationName: name,
        max: MAX_CONNECTIONS,
        onConnectionError: (err) => logger.warn({ err }, 'a connection to the database broke'),
      });
      onStop(() => pool.end());
      const service = await definition.open({
        environment: environment as Readonly<ProcessEnvironment & output<ZodObject<Shape>>>,
        logger,
        pool,
        internalCaller: createInternalCaller(internalSecret),
        transportTo: (called) => createServiceTransport(urlOf(environment, declaration, called)),
        openFeed: () => openEventFeed(declaration, environment.KAFKA_BROKERS ?? [], logger),
        onStop,
      });
      if (environment.KAFKA_BROKERS !== undefined) {
        const relay = startServiceRelay(declaration, pool, environment.KAFKA_BROKERS, logger);
        if (relay !== undefined) onStop(() => relay.stop());
      }
      const expiry = startServiceExpiry(declaration, pool, environment, logger);
      if (expiry !== undefined) onStop(() => expiry.stop());
      const authenticator = createAuthenticator({ issuers: trustedIssuers(environment), internalSecret });
      const streams = { perUser: environment.MAX_STREAMS_PER_USER, perTenant: environment.MAX_STREAMS_PER_TENANT };
      const pipeline = createRpcPipeline({ authenticator, logger, streams });
      const server = createRpcServer({ pipeline, services: { [name]: service }, logger, port, lingerMs: LINGER_MS });
      onStop(() => server.stop());
      return server.start();
    },
  });
}

function schemaOf({ calls, ports, follows, optional }: ServiceDeclaration, variables?: ZodObject<ZodRawShape>) {
  const urls = Object.fromEntries(calls.map((called) => [urlVariable(called), z.url()]));
  const schema = z.object({
    ...processEnvironment,
    PORT: processEnvironment.PORT.default(ports.rpc),
    METRICS_PORT: processEnvironment.METRICS_PORT.default(ports.metrics),
    ...(urls as Record<never, never>),
    ...(variables?.shape as Record<never, never>),
  });
  // These are told beside all other faults.
  const when = () => true;
  return schema
    .refine((environment) => trustedIssuers(environment).length > 0, {
      path: ['OIDC_ISSUER'],
      message: 'must be set, or OIDC_ISSUERS',
      when,
    })
    .refine(({ KAFKA_BROKERS }) => follows.length === 0 || optional.includes('kafka') || KAFKA_BROKERS !== undefined, {
      path: ['KAFKA_BROKERS'],
      message: `must be set: a process of its own follows the events of ${follows.join(', ')} over Kafka`,
      when,
    });
}

async function migrateAs(adminUrl: string, declaration: ServiceDeclaration): Promise<void> {
  const admin = createPool({ connectionString: adminUrl, applicationName: declaration.name, max: 1 });
  await migrateService(admin, declaration).finally(() => admin.end());
}

/** @throws TypeError when the declaration does not say that it is called */
function urlOf(environment: object, { name, calls }: ServiceDeclaration, called: string): string {
  if (!calls.includes(called)) throw new TypeError(`${name} calls ${called}, but its declaration does not say so`);
  return (environment as Record<string, string>)[urlVariable(called)]!;
}
