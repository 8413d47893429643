import {
  boolean,
  choice,
  integer,
  list,
  map,
  type ObjectOf,
  object,
  optional,
  type Rule,
  type StatusFieldsOf,
  string,
  time,
  withDefault,
} from '@ameide/operator-kit/schema';
import {
  configMapKey,
  defineWorkload,
  EXAMPLE_DIGEST,
  listeningPort,
  route,
  routeConditions,
  schedule,
  secretKey,
} from '@ameide/primitives/fields';
import { MANAGEMENT_PORT } from './contract.ts';

/** A segment of a path that is neither `.` nor `..` and that no program takes for an option. */
const segment = '\\.*[_A-Za-z0-9][-._A-Za-z0-9]*';

const git = object('A commit of a Git repository.', {
  url: string('The URL of the repository, over https or ssh; without a password, which belongs in `credentials`.', {
    maxLength: 512,
    pattern:
      '^(https://|ssh://([a-z][-a-z0-9]*@)?)[A-Za-z0-9]([-.A-Za-z0-9]*[A-Za-z0-9])?(:[1-9][0-9]*)?(/[-._~A-Za-z0-9]+)+$',
  }),
  commit: string('The full hash of the commit; branches and tags move.', { maxLength: 40, pattern: '^[a-f0-9]{40}$' }),
  path: withDefault(
    string('The folder that holds the flow.', { maxLength: 256, pattern: `^(\\.|${segment}(/${segment})*)$` }),
    '.',
  ),
  credentials: optional(
    secretKey('The Secret key that has the credentials: `user:password` for https, a private key for ssh.'),
  ),
});

const oci = object('An artifact in a registry.', {
  reference: string('The reference of the artifact, with its digest.', {
    maxLength: 512,
    pattern: '^[a-z0-9.-]+(:[0-9]+)?(/[a-z0-9._-]+)+@sha256:[a-f0-9]{64}$',
  }),
});

interface Source {
  readonly git?: unknown;
  readonly oci?: unknown;
  readonly configMap?: unknown;
}

const oneSource: Rule<Source> = {
  cel: '[has(self.git), has(self.oci), has(self.configMap)].filter(there, there).size() == 1',
  message: 'must be exactly one of git, oci and configMap',
  holds: ({ git, oci, configMap }) => [git, oci, configMap].filter((source) => source !== undefined).length === 1,
  broken: () => ({}),
};

const source = object(
  'Where the flow comes from.',
  { git: optional(git), oci: optional(oci), configMap: optional(configMapKey('A flow in a ConfigMap.')) },
  [oneSource],
);

const parameterName = string('Letters, digits, `.`, `_` and `-`.', {
  minLength: 1,
  maxLength: 64,
  pattern: '^[A-Za-z][-._A-Za-z0-9]*$',
});

interface Parameters {
  readonly values?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, unknown>>;
}

const oneValueEach: Rule<Parameters> = {
  cel: '!has(self.values) || !has(self.secrets) || self.values.all(name, !(name in self.secrets))',
  message: 'a parameter is either in values or in secrets',
  holds: ({ values = {}, secrets = {} }) => Object.keys(values).every((name) => !Object.hasOwn(secrets, name)),
  broken: (self) => ({ ...self, values: { token: 'a' }, secrets: { token: { name: 'a', key: 'b' } } }),
};

const parameterContext = object(
  'Parameters of a part of the flow.',
  {
    name: string('The name of the context.', { minLength: 1, maxLength: 40, pattern: '^[a-z]([-a-z0-9]*[a-z0-9])?$' }),
    values: optional(
      map('The values of parameters, by name.', parameterName, string('A value.', { maxLength: 2048 }), {
        maxProperties: 64,
      }),
    ),
    secrets: optional(
      map(
        'The Secret keys that have the values of parameters, by name.',
        parameterName,
        secretKey('The Secret key that has the value.'),
        { maxProperties: 32 },
      ),
    ),
  },
  [oneValueEach],
);

const run = object('A schedule of the flow.', {
  name: string('The name of the schedule.', { minLength: 1, maxLength: 10, pattern: '^[a-z]([-a-z0-9]*[a-z0-9])?$' }),
  schedule: schedule('When the flow runs.'),
  context: optional(string('The parameter context that the run gets.', { minLength: 1, maxLength: 40 })),
  timeoutSeconds: withDefault(integer('How long a run may take, in seconds.', { minimum: 1, maximum: 86_400 }), 3600),
  retries: withDefault(
    integer('How often a failed run is retried; only for flows that may run twice.', {
      minimum: 0,
      maximum: 10,
    }),
    0,
  ),
});

interface Flow {
  readonly parameters?: readonly { readonly name: string }[];
  readonly schedules?: readonly { readonly context?: string }[];
}

const contextsExist: Rule<Flow> = {
  cel: '!has(self.schedules) || self.schedules.all(run, !has(run.context) || (has(self.parameters) && self.parameters.exists(context, context.name == run.context)))',
  message: 'a schedule’s context must be one of parameters',
  holds: ({ parameters = [], schedules = [] }) =>
    schedules.every(({ context }) => context === undefined || parameters.some(({ name }) => name === context)),
  broken: (self) => ({
    ...self,
    schedules: [{ name: 'broken', schedule: '0 0 * * *', context: 'no-such-context' }],
  }),
};

export const integration = defineWorkload({
  kind: 'Integration',
  plural: 'integrations',
  shortNames: ['integ'],
  description:
    'A flow between Ameide and another system: a runtime, the flow’s source, its parameters, when it runs and how it is called.',
  spec: {
    port: listeningPort('The port that the runtime listens on.', 8080, [MANAGEMENT_PORT]),
    replicas: withDefault(integer('The number of runtimes.', { minimum: 0, maximum: 20 }), 1),
    source,
    parameters: optional(
      list('The parameters of the flow, grouped in contexts.', parameterContext, { maxItems: 16, unique: ['name'] }),
    ),
    schedules: optional(list('The schedules on which the flow runs.', run, { maxItems: 16, unique: ['name'] })),
    webhook: optional(route('The route by which other systems call the flow.')),
    drift: withDefault(
      object('What happens when a runtime runs another flow than the source has.', {
        policy: withDefault(choice('Whether drift is repaired or only reported.', ['repair', 'report']), 'repair'),
        checkSeconds: withDefault(
          integer('How often drift is checked for, in seconds.', { minimum: 10, maximum: 86_400 }),
          300,
        ),
      }),
      {},
    ),
    suspend: withDefault(
      boolean(
        'No runtimes and no new runs; a run that has begun comes to its end. The webhook’s route stays, and the Gateway answers 503, so that callers try again later.',
      ),
      false,
    ),
  },
  reserved: [
    {
      names: [
        'FLOW_CONTEXT',
        'FLOW_FOLDER',
        'FLOW_MANAGEMENT_PORT',
        'FLOW_REVISION',
        'FLOW_RUN',
        'PARAMETERS_FOLDER',
        'PUBLIC_URL',
      ],
    },
  ],
  rules: [contextsExist],
  status: {
    revision: optional(string('The commit or digest of the flow that is deployed.', { maxLength: 128 })),
    url: optional(string('The URL of the webhook.', { maxLength: 520 })),
    repairedAt: optional(time('When drift was last repaired.')),
  },
  conditions: [
    routeConditions,
    {
      Stalled: {
        SourceMissing: 'The flow’s source is not there, and the roll-out waits for it.',
        SourceRefused: 'Flows cannot be fetched from such a source here; the message says what to do.',
        SecretMissing: 'A parameter’s secret is not there, and the roll-out waits for it.',
      },
      Degraded: {
        Drifted: 'A runtime runs another flow than the source has.',
        RuntimeUnreachable: 'A runtime does not answer which flow it runs.',
        RunFailed: 'The last run of a schedule failed.',
      },
      SourceReady: {
        Fetched: 'Every runtime has the flow from its source.',
        Fetching: 'The flow is being fetched and rolled out.',
        Missing: 'The source is not there.',
        Refused: 'Flows cannot be fetched from such a source here; the message says what to do.',
        NotAsked: 'Nothing is to run.',
      },
      ParametersReady: {
        Present: 'Every parameter has a value.',
        SecretMissing: 'A parameter’s secret is not there.',
        NotAsked: 'The spec has no parameters.',
      },
      InSync: {
        InSync: 'Every runtime runs the flow of the source.',
        Drifted: 'A runtime runs another flow than the source has.',
        Repaired: 'A runtime had drifted and was repaired.',
        Unreachable: 'A runtime does not answer, or not as it should.',
        NotAsked: 'Nothing runs, or not everything is rolled out yet.',
      },
      Suspended: {
        SuspendedBySpec: '`suspend` is set.',
        NotSuspended: 'It runs.',
      },
      RouteAccepted: {
        NotAsked: 'The spec has no webhook.',
      },
    },
  ],
  columns: [
    { name: 'Revision', type: 'string', path: '.status.revision' },
    { name: 'Suspended', type: 'boolean', path: '.spec.suspend' },
  ],
  scale: '.spec.replicas',
  example: {
    name: 'hubspot',
    namespace: 'tenant-acme-prod-cust',
    spec: {
      image: `registry.example.com/ameide/flow-runtime@${EXAMPLE_DIGEST}`,
      tenancy: { tenant: 'acme', code: 'custom' },
      source: { oci: { reference: `registry.example.com/acme/hubspot-flow@${EXAMPLE_DIGEST}` } },
      parameters: [{ name: 'crm', values: { pageSize: '100' }, secrets: { token: { name: 'hubspot', key: 'token' } } }],
      schedules: [{ name: 'nightly', schedule: '0 3 * * *', context: 'crm' }],
      webhook: { hosts: ['hooks.acme.example.com'], paths: ['/hubspot'] },
    },
  },
});

export type IntegrationStatus = StatusFieldsOf<typeof integration>;
export type Integration = ObjectOf<typeof integration>;
