import { z } from 'zod';
import { expiryEnvironment } from './expiry.ts';
import { issuerEnvironment } from './issuers.ts';
import { runtimeEnvironment } from './runtime-environment.ts';
import { streamEnvironment } from './streams.ts';

const brokers = z
  .string()
  .transform((text) => text.split(',').map((broker) => broker.trim()))
  .refine((list) => list.every((broker) => /^[^\s:]+:\d+$/.test(broker)), 'must be host:port, separated by commas');

const postgresUrl = z.url({ protocol: /^postgres(ql)?$/ });

/** The variables of every service that is a process of its own; `z.object({ ...processEnvironment, … })` adds to them. */
export const processEnvironment = {
  ...runtimeEnvironment,
  /** Of the service's own role, see its declaration. */
  DATABASE_URL: postgresUrl,
  /** Of the schema's owner: with it, migrations are applied before the service listens. */
  DATABASE_ADMIN_URL: postgresUrl.optional(),
  /** Shared by all services: what they sign their calls to each other with. */
  INTERNAL_SECRET: z.string().min(32),
  ...issuerEnvironment,
  /** `host:port`, separated by commas: events go to and come from there. A service with a log publishes it when given. */
  KAFKA_BROKERS: brokers.optional(),
  ...streamEnvironment,
  ...expiryEnvironment,
};

const processEnvironmentSchema = z.object(processEnvironment);
export type ProcessEnvironment = Readonly<z.output<typeof processEnvironmentSchema>>;
