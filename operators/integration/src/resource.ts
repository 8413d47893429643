import * as s from '@ameide/operator-kit/schema';
import {
  configMapKey,
  defineWorkload,
  EXAMPLE_DIGEST,
  listeningPort,
  retries,
  route,
  routeConditions,
  schedule,
  secretKey,
  shortName,
  timeoutSeconds,
} from '@ameide/primitives/fields';
import { MANAGEMENT_PORT } from './contract.ts';

/** A segment of a path that is neither `.` nor `..` and that no program takes for an option. */
const SEGMENT = '\\.*[_A-Za-z0-9][-._A-Za-z0-9]*';

const git = s.object('A commit of a Git repository.', {
  url: s.string('The URL of the repository, over https or ssh; without a password, which belongs in `credentials`.', {
    maxLength: 512,
    pattern:
      '^(https://|ssh://([a-z][-a-z0-9]*@)?)[A-Za-z0-9]([-.A-Za-z0-9]*[A-Za-z0-9])?(:[1-9][0-9]*)?(/[-._~A-Za-z0-9]+)+$',
  }),
  commit: s.string('The full hash of the commit; branches and tags move.', {
    maxLength: 40,
    pattern: '^[a-f0-9]{40}$',
  }),
  path: s.withDefault(
    s.string('The folder that holds the flow.', { maxLength: 256, pattern: `^(\\.|${SEGMENT}(/${SEGMENT})*)$` }),
    '.',
  ),
  credentials: s.optional(
    secretKey('The Secret key that has the credentials: `user:password` for https, a private key for ssh.'),
  ),
});

const oci = s.object('An artifact in a registry.', {
  reference: s.string('The reference of the artifact, with its digest.', {
    maxLength: 512,
    pattern: '^[a-z0-9.-]+(:[0-9]+)?(/[a-z0-9._-]+)+@sha256:[a-f0-9]{64}$',
  }),
});

interface Source {
  readonly git?: unknown;
  readonly oci?: unknown;
  readonly configMap?: unknown;
}

const oneSource: s.Rule<Source> = {
  cel: '[has(self.git), has(self.oci), has(self.configMap)].filter(there, there).size() == 1',
  message: 'must be exactly one of git, oci and configMap',
  holds: ({ git, oci, configMap }) => [git, oci, configMap].filter((source) => source !== undefined).length === 1,
  broken: () => ({}),
};

const source = s.object(
  'Where the flow comes from.',
  { git: s.optional(git), oci: s.optional(oci), configMap: s.optional(configMapKey('A flow in a ConfigMap.')) },
  [oneSource],
);

const parameterName = s.string('Letters, digits, `.`, `_` and `-`.', {
  minLength: 1,
  maxLength: 64,
  pattern: '^[A-Za-z][-._A-Za-z0-9]*$',
});

interface Parameters {
  readonly values?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, unknown>>;
}

const oneValueEach: s.Rule<Parameters> = {
  cel: '!has(self.values) || !has(self.secrets) || self.values.all(name, !(name in self.secrets))',
  message: 'a parameter is either in values or in secrets',
  holds: ({ values = {}, secrets = {} }) => Object.keys(values).every((name) => !Object.hasOwn(secrets, name)),
  broken: (self) => ({ ...self, values: { token: 'a' }, secrets: { token: { name: 'a', key: 'b' } } }),
};

const parameterContext = s.object(
  'Parameters of a part of the flow.',
  {
    name: shortName('The name of the context.', 40),
    values: s.optional(
      s.map('The values of parameters, by name.', parameterName, s.string('A value.', { maxLength: 2048 }), {
        maxProperties: 64,
      }),
    ),
    secrets: s.optional(
      s.map(
        'The Secret keys that have the values of parameters, by name.',
        parameterName,
        secretKey('The Secret key that has the value.'),
        { maxProperties: 32 },
      ),
    ),
  },
  [oneValueEach],
);

const run = s.object('A schedule of the flow.', {
  name: shortName('The name of the schedule.'),
  schedule: schedule('When the flow runs.'),
  context: s.optional(s.string('The parameter context that the run gets.', { minLength: 1, maxLength: 40 })),
  timeoutSeconds: timeoutSeconds('How long a run may take', 3600),
  retries: retries('How often a failed run is retried; only for flows that may run twice.', 0),
});

interface Flow {
  readonly parameters?: readonly { readonly name: string }[];
  readonly schedules?: readonly { readonly context?: string }[];
}

const contextsExist: s.Rule<Flow> = {
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
    replicas: s.withDefault(s.integer('The number of runtimes.', { minimum: 0, maximum: 20 }), 1),
    source,
    parameters: s.optional(
      s.list('The parameters of the flow, grouped in contexts.', parameterContext, { maxItems: 16, unique: ['name'] }),
    ),
    schedules: s.optional(s.list('The schedules on which the flow runs.', run, { maxItems: 16, unique: ['name'] })),
    webhook: s.optional(route('The route by which other systems call the flow.')),
    drift: s.withDefault(
      s.object('What happens when a runtime runs another flow than the source has.', {
        policy: s.withDefault(s.choice('Whether drift is repaired or only reported.', ['repair', 'report']), 'repair'),
        checkSeconds: s.withDefault(
          s.integer('How often drift is checked for, in seconds.', { minimum: 10, maximum: 86_400 }),
          300,
        ),
      }),
      {},
    ),
    suspend: s.withDefault(
      s.boolean(
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
    revision: s.optional(s.string('The commit or digest of the flow that is deployed.', { maxLength: 128 })),
    url: s.optional(s.string('The URL of the webhook.', { maxLength: 520 })),
    repairedAt: s.optional(s.time('When drift was last repaired.')),
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

export type IntegrationStatus = s.StatusFieldsOf<typeof integration>;
export type Integration = s.ObjectOf<typeof integration>;
