import { readFileSync } from 'node:fs';
import { ConfigError } from '@ameide/service-kit/config';
import { z } from 'zod';
import type { TemporalConnection } from './calls.ts';

/** How workers reach Temporal. Their credentials are their own: the spec's `env` names the Secrets. */
export interface TemporalAddress {
  /** `temporal-frontend.temporal.svc:7233` */
  readonly address: string;
  readonly tls: boolean;
}

const file = z.string().min(1).optional();

/** How the operator reaches Temporal: the variables have the names that Temporal's own tools know. */
export const temporalEnvironment = {
  /** `temporal-frontend.temporal.svc:7233`; workers get it too. */
  TEMPORAL_ADDRESS: z.string().regex(/^(\[[0-9a-fA-F:]+\]|[-.A-Za-z0-9]+):[0-9]{1,5}$/, 'must be a host and a port'),
  /** Workers get it too. True without being told when there is a key or a certificate. */
  TEMPORAL_TLS: z.stringbool().optional(),
  /** The operator's own; no worker gets it. */
  TEMPORAL_API_KEY: z.string().min(1).optional(),
  /** Files in PEM. */
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: file,
  TEMPORAL_TLS_CLIENT_CERT_PATH: file,
  TEMPORAL_TLS_CLIENT_KEY_PATH: file,
  TEMPORAL_TLS_SERVER_NAME: z.string().min(1).optional(),
};

const PEM_FILES = [
  'TEMPORAL_TLS_SERVER_CA_CERT_PATH',
  'TEMPORAL_TLS_CLIENT_CERT_PATH',
  'TEMPORAL_TLS_CLIENT_KEY_PATH',
] as const;
const NEED_TLS = ['TEMPORAL_API_KEY', ...PEM_FILES, 'TEMPORAL_TLS_SERVER_NAME'] as const;

const fields = z.object(temporalEnvironment);
type TemporalEnvironment = Readonly<z.output<typeof fields>>;

/** Where workers find Temporal. */
export function temporalAddress(environment: TemporalEnvironment): TemporalAddress {
  return { address: environment.TEMPORAL_ADDRESS, tls: usesTls(environment) };
}

/** How the operator reaches it. @throws ConfigError if a file cannot be read, or half of a pair is missing */
export function temporalConnection(environment: TemporalEnvironment): TemporalConnection {
  const { TEMPORAL_ADDRESS: address, TEMPORAL_API_KEY: apiKey, TEMPORAL_TLS_SERVER_NAME: serverName } = environment;
  if (!usesTls(environment)) return { address };
  const [ca, crt, key] = PEM_FILES.map((variable) => readPem(variable, environment[variable]));
  if ((crt === undefined) !== (key === undefined)) {
    throw new ConfigError(['TEMPORAL_TLS_CLIENT_CERT_PATH: has to be set together with TEMPORAL_TLS_CLIENT_KEY_PATH']);
  }
  return {
    address,
    ...(apiKey !== undefined && { apiKey }),
    tls: {
      ...(ca && { serverRootCACertificate: ca }),
      ...(crt && key && { clientCertPair: { crt, key } }),
      ...(serverName !== undefined && { serverNameOverride: serverName }),
    },
  };
}

/** @throws ConfigError if a key would go over the wire for all to read */
function usesTls(environment: TemporalEnvironment): boolean {
  const { TEMPORAL_TLS: told } = environment;
  const given = NEED_TLS.filter((variable) => environment[variable] !== undefined);
  if (told !== false) return told ?? given.length > 0;
  if (given.length === 0) return false;
  throw new ConfigError([`TEMPORAL_TLS: is off, and ${given.join(', ')} cannot be used without it`]);
}

function readPem(variable: string, path: string | undefined): Buffer | undefined {
  try {
    return path === undefined ? undefined : readFileSync(path);
  } catch (error) {
    throw new ConfigError([`${variable}: ${path} cannot be read: ${(error as Error).message}`]);
  }
}
