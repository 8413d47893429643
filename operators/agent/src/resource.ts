import * as s from '@ameide/operator-kit/schema';
import { defineWorkload, definition, EXAMPLE_DIGEST, secretKey } from '@ameide/primitives/fields';

interface Model {
  readonly provider: 'anthropic' | 'offline' | 'openai';
  readonly apiKey?: { readonly name: string; readonly key: string };
}

const hasKey: s.Rule<Model> = {
  cel: "self.provider == 'offline' || has(self.apiKey)",
  message: 'every provider but offline needs an apiKey',
  holds: ({ provider, apiKey }) => provider === 'offline' || apiKey !== undefined,
  broken: ({ apiKey: _, ...self }) => ({ ...self, provider: 'openai' }),
};

const model = s.object(
  'A language model.',
  {
    provider: s.choice('The provider; `openai` is any endpoint that speaks the API of OpenAI.', [
      'anthropic',
      'openai',
      'offline',
    ]),
    name: s.string('The name of the model at the provider.', {
      minLength: 1,
      maxLength: 128,
      pattern: '^[A-Za-z0-9][-._:/A-Za-z0-9]*$',
    }),
    baseUrl: s.optional(
      s.string('The URL of the endpoint, if it is not the provider’s own.', {
        maxLength: 512,
        pattern:
          '^https?://[A-Za-z0-9]([-.A-Za-z0-9]*[A-Za-z0-9])?(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?(/[-._A-Za-z0-9]+)*$',
      }),
    ),
    apiKey: s.optional(secretKey('The Secret key that has the API key.')),
  },
  [hasKey],
);

const tool = s.object('A tool that the agent may call.', {
  name: s.string('The name of the tool, which is that of the RPC behind it.', {
    minLength: 1,
    maxLength: 64,
    pattern: '^[A-Z][A-Za-z0-9]*$',
  }),
  effect: s.withDefault(
    s.choice('The most that the tool may do; one that does more is refused.', ['read', 'propose', 'write']),
    'read',
  ),
  credentials: s.optional(secretKey('The Secret key that has the credentials of the tool.')),
});

interface StreamScaling {
  readonly minReplicas: number;
  readonly maxReplicas: number;
}

const range: s.Rule<StreamScaling> = {
  cel: 'self.minReplicas <= self.maxReplicas',
  message: 'minReplicas must not exceed maxReplicas',
  holds: ({ minReplicas, maxReplicas }) => minReplicas <= maxReplicas,
  broken: (self) => ({ ...self, minReplicas: 5, maxReplicas: 4 }),
};

const scaling = s.withDefault(
  s.object(
    'Scales the replicas by the number of runs that stream at the same time.',
    {
      minReplicas: s.withDefault(s.integer('The minimum number of replicas.', { minimum: 1, maximum: 100 }), 1),
      maxReplicas: s.withDefault(s.integer('The maximum number of replicas.', { minimum: 1, maximum: 100 }), 5),
      streamsPerReplica: s.withDefault(
        s.integer('The number of streams that one replica is meant to carry.', { minimum: 1, maximum: 1000 }),
        50,
      ),
    },
    [range],
  ),
  {},
);

export const agent = defineWorkload({
  kind: 'Agent',
  plural: 'agents',
  shortNames: ['ag'],
  description:
    'An agent definition that is executed: an inference runtime with its models and the tools that were granted to it. It owns no data; what it changes, it proposes.',
  spec: {
    definition: definition('The definition of the agent.'),
    models: s.list('Language models, in the order in which they are tried.', model, { minItems: 1, maxItems: 8 }),
    tools: s.withDefault(s.list('The tools that the agent may call.', tool, { maxItems: 64, unique: ['name'] }), []),
    risk: s.withDefault(
      s.choice('The risk class: how closely people supervise the agent.', ['low', 'medium', 'high']),
      'medium',
    ),
    displayName: s.optional(
      s.string('The name that people see; that of the object if left out.', { minLength: 1, maxLength: 80 }),
    ),
    scaling,
  },
  reserved: [
    { names: ['AGENT_FOLDER'] },
    {
      names: ['DATABASE_URL', 'GATEWAY_URL', 'GRAPHPATCH_URL', 'PROJECTION_URL'],
      where: {
        cel: "self.tenancy.code == 'product'",
        holds: ({ tenancy }) => tenancy.code === 'product',
        example: { tenancy: { code: 'product' } },
      },
    },
  ],
  status: {
    definitionVersion: s.optional(s.string('The version of the definition that runs.', { maxLength: 64 })),
    registeredFor: s.optional(
      s.string('The tenant that it is registered for at the gateway; `*` for all.', { maxLength: 63 }),
    ),
    registration: s.optional(s.string('A digest of the last registration at the gateway.', { maxLength: 64 })),
  },
  conditions: [
    {
      Ready: {
        NotRegistered: 'It serves, and is not registered at the gateway yet.',
      },
      Stalled: {
        DefinitionMissing:
          'The definition does not exist, or is not the one that the spec names; the pods stay as they are.',
        CredentialsMissing: 'A Secret or a key of one does not exist; the pods stay as they are.',
        RegistrationRefused: 'It serves, and the gateway refuses the registration; the message has its answer.',
      },
      Degraded: {
        GatewayUnreachable: 'It is registered, and the gateway does not answer.',
        ToolsNotGranted: 'Its definition has tools that the spec does not grant; it works without them.',
        MetricsMissing: 'The autoscaler cannot read how many runs stream, so replicas do not follow them.',
      },
      DefinitionFound: {
        Found: 'The ConfigMap holds the definition that the spec names.',
        Missing: 'The ConfigMap or the key does not exist.',
        Invalid:
          'The ConfigMap has no valid definition, or another one than the spec names; the message says what is wrong.',
      },
      CredentialsFound: {
        Found: 'Every Secret that its pods refer to exists.',
        Missing: 'A Secret or a key does not exist; the message names it, and never a value.',
      },
      Registered: {
        Registered: 'It is registered at the gateway.',
        Pending: 'This generation is not registered at the gateway yet.',
        Refused: 'The gateway refuses the registration; the message has its answer.',
        Unreachable: 'The gateway does not answer.',
        NotAsked: 'Custom code is not registered: runs come with the identity of people, which it must not have.',
      },
    },
  ],
  columns: [
    { name: 'Definition', type: 'string', path: '.status.definitionVersion' },
    { name: 'Model', type: 'string', path: '.spec.models[0].name' },
    { name: 'Risk', type: 'string', path: '.spec.risk', wide: true },
  ],
  scale: '.spec.scaling.minReplicas',
  example: {
    name: 'modeller',
    spec: {
      image: `registry.example.com/ameide/agent-runtime@${EXAMPLE_DIGEST}`,
      definition: { id: 'modeller', version: '3', configMap: { name: 'modeller', key: 'agent.json' } },
      models: [
        { provider: 'anthropic', name: 'claude-sonnet-4-5', apiKey: { name: 'models', key: 'anthropic' } },
        { provider: 'offline', name: 'offline' },
      ],
      tools: [{ name: 'GetProjection' }, { name: 'ProposePatch', effect: 'propose' }],
    },
  },
});

export type AgentStatus = s.StatusFieldsOf<typeof agent>;
export type Agent = s.ObjectOf<typeof agent>;
