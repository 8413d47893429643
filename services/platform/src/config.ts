import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type ModelConfig, modelConfig, modelFault, modelVariables } from '@ameide/agent-runtime';
import { type ObjectStoreEnvironment, objectStoreEnvironment, objectStoreFault } from '@ameide/object-store';
import {
  ConfigError,
  type Environment,
  loadConfig,
  processEnvironment,
  trustedIssuers,
} from '@ameide/service-kit/config';
import type { StreamLimits } from '@ameide/service-kit/rpc';
import { chatConfig, chatEnvironment } from '@ameide/threads';
import { z } from 'zod';

/** Where the platform is looked for when no address is said. */
export const DEFAULT_PORT = 8080;

const PORT_RULE = 'A port is a whole number from 1 to 65535.';

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

const variables = z.object({
  PORT: z.coerce.number(PORT_RULE).int(PORT_RULE).min(1, PORT_RULE).max(65_535, PORT_RULE).default(DEFAULT_PORT),
  HOST: z.string().min(1).default('127.0.0.1'),
  /** Where browsers reach it. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  AMEIDE_DATA: z.string().min(1).default('.ameide'),
  /** Of an owner who may create schemas and roles; an embedded PostgreSQL unless given. */
  DATABASE_URL: z.url().optional(),
  /** Keeps the frames of runs and the sessions of browsers; the memory of this process unless given. */
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  /** What sessions are sealed with, the same for all that share a Redis; one in the data folder unless given. */
  SESSION_SECRET: z.string().min(32, 'needs 32 characters').optional(),
  KAFKA_BROKERS: processEnvironment.KAFKA_BROKERS,
  ...objectStoreEnvironment,
  ...chatEnvironment,
  OIDC_ISSUER: processEnvironment.OIDC_ISSUER,
  OIDC_AUDIENCE: processEnvironment.OIDC_AUDIENCE,
  OIDC_ISSUERS: processEnvironment.OIDC_ISSUERS,
  /** As which browsers are signed in at the first issuer. */
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: processEnvironment.OTEL_EXPORTER_OTLP_ENDPOINT,
  MAX_STREAMS_PER_USER: processEnvironment.MAX_STREAMS_PER_USER,
  MAX_STREAMS_PER_TENANT: processEnvironment.MAX_STREAMS_PER_TENANT,
  LOG_LEVEL: processEnvironment.LOG_LEVEL,
  AGENT_MODEL: z.string().max(128).default('offline'),
  ...modelVariables,
});

const schema = variables.superRefine((environment, context) => {
  const { HOST, AGENT_MODEL } = environment;
  const fault = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
  // Everybody knows the passwords of the demo users, so they are for this machine only.
  if (!LOOPBACK.has(HOST) && trustedIssuers(environment).length === 0) {
    fault(
      'HOST',
      'Only with an OIDC_ISSUER of your own may other machines reach the platform: the demo users are public.',
    );
  }
  if (!LOOPBACK.has(HOST) && environment.PUBLIC_URL === undefined) {
    fault(
      'PUBLIC_URL',
      `must be set with HOST=${HOST}: where browsers reach the platform, and return to after signing in.`,
    );
  }
  const unusable = modelFault(AGENT_MODEL, modelConfig(environment));
  if (unusable !== undefined) fault('AGENT_MODEL', unusable);
  const unkept = objectStoreFault(environment, environment.AMEIDE_DATA);
  if (unkept !== undefined) fault('S3_BUCKET', unkept);
});

export type PlatformConfig = Readonly<Omit<ReturnType<typeof configOf>, 'models' | 'streams'>> & {
  readonly streams?: StreamLimits;
  /** How models are reached; without it there is the offline model only. */
  readonly models?: ModelConfig;
};

export interface CommandLine {
  /** Absolute paths of files and folders to import. */
  readonly imports: readonly string[];
  readonly config: PlatformConfig;
}

export const USAGE = `Usage: pnpm start [options]

Starts the whole platform in one process, with demo tenants and sample models, and stops on Ctrl-C.

  --import <file or folder>   import BPMN models into the demo tenant, anew each time; may be given more than once
  --port <number>             port to listen on (PORT, 8080)
  --data <folder>             where to keep data (AMEIDE_DATA, .ameide)
  --no-samples                do not add the sample models
  -h, --help                  show this

Environment
  HOST                         address to listen on (127.0.0.1: this machine only); another one needs OIDC_ISSUER and PUBLIC_URL
  PUBLIC_URL                   where browsers reach the platform (http://localhost:<port>)
  DATABASE_URL                 use this PostgreSQL instead of an embedded one, as an owner who may create schemas and roles
  REDIS_URL                    keep the frames of runs and the sessions of browsers in this Redis instead of the memory of the process
  SESSION_SECRET               what sessions are sealed with there (<data>/session-secret)
  KAFKA_BROKERS                publish events to these brokers and follow them there, instead of the logs themselves
  S3_BUCKET, S3_ENDPOINT, S3_REGION, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY
                               keep files of chats in this bucket instead of <data>/objects
  CHAT_RETENTION_DAYS          days after its deletion in which a chat can be had back, before it is erased (30)
  CHAT_RETENTION_DAYS_OF_TENANTS
                               tenants with other ones: {"acme":90}
  CHAT_KEY_ENCRYPTION_KEYS     what wraps the keys of chats, <name>:<base64 of 32 bytes>, separated by commas (keys are stored as they are)
  OIDC_ISSUER, OIDC_AUDIENCE   use this identity provider instead of the demo users
  OIDC_ISSUERS                 several, each with its tenants: [{"issuer":"https://…","tenants":["acme"]}]; "*" for all tenants
  AGENT_MODEL                  model of the agents: offline, openai:<model>, anthropic:<model> or google:<model> (offline)
  OPENAI_API_KEY, OPENAI_BASE_URL, ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL, GOOGLE_API_KEY, GOOGLE_BASE_URL
                               access to models; OPENAI_BASE_URL may be of any OpenAI-compatible endpoint
  MODEL_PROVIDERS              further endpoints by name: [{"name":"groq","baseUrl":"https://…","apiKeyVariable":"GROQ_API_KEY"}]
  OIDC_CLIENT_ID, OIDC_CLIENT_SECRET
                               as which browsers are signed in there (platform-app, without a secret)
  OTEL_EXPORTER_OTLP_ENDPOINT  send traces and metrics there (off)
  MAX_STREAMS_PER_USER, MAX_STREAMS_PER_TENANT
                               streams that may be open at a time (64, 1000)
  LOG_LEVEL                    of <data>/platform.log (info)`;

/** Whether the call only asks how to call; then nothing else of it matters. */
export function asksForHelp(args: readonly string[]): boolean {
  return args.includes('--help') || args.includes('-h');
}

/**
 * The command line and the environment as one checked configuration. Relative paths start at `base`.
 * @throws ConfigError that lists every fault
 */
export function readCommandLine(args: readonly string[], env: Environment, base: string): CommandLine {
  const { values } = parse(args);
  const parsed = loadConfig(schema, {
    ...env,
    ...(values.port !== undefined && { PORT: values.port }),
    ...(values.data !== undefined && { AMEIDE_DATA: values.data }),
  });
  return {
    imports: values.import.map((path) => resolve(base, path)),
    config: configOf(parsed, !values['no-samples'], base, env),
  };
}

/** @param samples whether the demo tenant gets the sample models */
function configOf(parsed: z.output<typeof schema>, samples: boolean, base: string, env: Environment) {
  return {
    port: parsed.PORT,
    host: parsed.HOST,
    /** Absolute. Holds the database, the log and the keys. */
    dataDirectory: resolve(base, parsed.AMEIDE_DATA),
    /** Whose tokens are accepted; none for the embedded provider with its demo users. */
    issuers: trustedIssuers(parsed),
    streams: { perUser: parsed.MAX_STREAMS_PER_USER, perTenant: parsed.MAX_STREAMS_PER_TENANT },
    logLevel: parsed.LOG_LEVEL,
    agentModel: parsed.AGENT_MODEL,
    samples,
    /** What becomes of deleted chats. */
    chats: chatConfig(parsed),
    /** Scheme and host, as browsers send them in `Origin`. */
    ...(parsed.PUBLIC_URL && { publicUrl: new URL(parsed.PUBLIC_URL).origin }),
    ...(parsed.OIDC_CLIENT_ID && { clientId: parsed.OIDC_CLIENT_ID }),
    ...(parsed.OIDC_CLIENT_SECRET && { clientSecret: parsed.OIDC_CLIENT_SECRET }),
    ...(parsed.DATABASE_URL && { databaseUrl: parsed.DATABASE_URL }),
    ...(parsed.REDIS_URL && { redisUrl: parsed.REDIS_URL }),
    ...(parsed.SESSION_SECRET && { sessionSecret: parsed.SESSION_SECRET }),
    /** Where files of chats are kept; below the data directory unless given. */
    ...((parsed.S3_BUCKET ?? parsed.OBJECT_STORE_FOLDER) && { objectStore: parsed as ObjectStoreEnvironment }),
    ...(parsed.KAFKA_BROKERS && { kafkaBrokers: parsed.KAFKA_BROKERS as readonly string[] }),
    ...(parsed.OTEL_EXPORTER_OTLP_ENDPOINT && { otlpEndpoint: parsed.OTEL_EXPORTER_OTLP_ENDPOINT }),
    models: modelConfig(parsed, env),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      // `pnpm start -- --data x` hands on the dashes, `pnpm start --data x` does not.
      args: args[0] === '--' ? args.slice(1) : [...args],
      options: {
        import: { type: 'string', multiple: true, default: [] },
        port: { type: 'string' },
        data: { type: 'string' },
        'no-samples': { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new ConfigError([(error as Error).message]);
  }
}
