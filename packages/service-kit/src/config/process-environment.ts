import { z } from 'zod';

const postgresUrl = z.url({ protocol: /^postgres(ql)?$/ });

/** The variables of every service that is a process of its own; `z.object({ ...processEnvironment, … })` adds to them. */
export const processEnvironment = {
  /** Of the role `ameide_app`. */
  DATABASE_URL: postgresUrl,
  /** Of the schema's owner: with it, migrations are applied before the service listens. */
  DATABASE_ADMIN_URL: postgresUrl.optional(),
  /** Shared by all services: what they sign their calls to each other with. */
  INTERNAL_SECRET: z.string().min(32),
  OIDC_ISSUER: z.url(),
  /** Whom access tokens must be for. */
  OIDC_AUDIENCE: z.string().min(1).default('platform-app'),
  /** 0 for any free one. */
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
};

const processEnvironmentSchema = z.object(processEnvironment);
export type ProcessEnvironment = Readonly<z.output<typeof processEnvironmentSchema>>;
