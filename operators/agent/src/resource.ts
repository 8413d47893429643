import {
  choice,
  integer,
  list,
  type ObjectOf,
  object,
  optional,
  type Rule,
  type StatusFieldsOf,
  string,
  withDefault,
} from '@ameide/operator-kit/schema';
import { defineWorkload, definition, EXAMPLE_DIGEST, secretKey } from '@ameide/primitives/fields';

interface Model {
  readonly provider: 'anthropic' | 'offline' | 'openai';
  readonly apiKey?: { readonly name: string; readonly key: string };
}

const hasKey: Rule<Model> = {
  cel: "self.provider == 'offline' || has(self.apiKey)",
  message: 'every provider but offline needs an apiKey',
  holds: ({ provider, apiKey }) => provider === 'offline' || apiKey !== undefined,
  broken: ({ apiKey: _, ...self }) => ({ ...self, provider: 'openai' }),
};

const model = object(
  'A model.',
  {
    provider: choice('Who runs it; `openai` is any endpoint that speaks its API.', ['anthropic', 'openai', 'offline']),
    name: string('Its name there.', { minLength: 1, maxLength: 128, pattern: '^[A-Za-z0-9][-._:/A-Za-z0-9]*$' }),
    baseUrl: optional(
      string('Its endpoint, if it is not the provider’s own.', {
        maxLength: 512,
        pattern:
          '^https?://[A-Za-z0-9]([-.A-Za-z0-9]*[A-Za-z0-9])?(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?(/[-._A-Za-z0-9]+)*$',
      }),
    ),
    apiKey: optional(secretKey('The key that it is called with.')),
  },
  [hasKey],
);

const tool = object('A tool that it may call.', {
  name: string('Its name: that of the RPC that it calls.', {
    minLength: 1,
    maxLength: 64,
    pattern: '^[A-Z][A-Za-z0-9]*$',
  }),
  effect: withDefault(
    choice('What it may do at most; a tool that does more is refused.', ['read', 'propose', 'write']),
    'read',
  ),
  credentials: optional(secretKey('What it signs in with.')),
});

interface StreamScaling {
  readonly minReplicas: number;
  readonly maxReplicas: number;
}

const range: Rule<StreamScaling> = {
  cel: 'self.minReplicas <= self.maxReplicas',
  message: 'minReplicas must not exceed maxReplicas',
  holds: ({ minReplicas, maxReplicas }) => minReplicas <= maxReplicas,
  broken: (self) => ({ ...self, minReplicas: 5, maxReplicas: 4 }),
};

const scaling = withDefault(
  object(
    'Replicas follow the runs that stream at the same time.',
    {
      minReplicas: withDefault(integer('At least.', { minimum: 1, maximum: 100 }), 1),
      maxReplicas: withDefault(integer('At most.', { minimum: 1, maximum: 100 }), 5),
      streamsPerReplica: withDefault(integer('Streams that one replica carries.', { minimum: 1, maximum: 1000 }), 50),
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
    definition: definition('The agent definition.'),
    models: list('Models in the order in which they are tried.', model, { minItems: 1, maxItems: 8 }),
    tools: withDefault(list('The tools that it may call; no others.', tool, { maxItems: 64, unique: ['name'] }), []),
    risk: withDefault(choice('How much people look after it.', ['low', 'medium', 'high']), 'medium'),
    displayName: optional(
      string('What people read; the name of the object if left out.', { minLength: 1, maxLength: 80 }),
    ),
    scaling,
  },
  reserved: [
    { names: ['AGENT_FOLDER'] },
    {
      names: ['DATABASE_URL', 'GRAPHPATCH_URL', 'PROJECTION_URL'],
      where: {
        cel: "self.tenancy.code == 'product'",
        holds: ({ tenancy }) => tenancy.code === 'product',
        example: { tenancy: { code: 'product' } },
      },
    },
  ],
  status: {
    definitionVersion: optional(string('The version of the definition that runs.', { maxLength: 64 })),
    registeredFor: optional(string('The tenant that the gateway lists it for; `*` for all.', { maxLength: 63 })),
    registration: optional(string('Stands for what the gateway was told last.', { maxLength: 64 })),
  },
  conditions: [
    {
      Ready: {
        NotRegistered: 'It serves, and the gateway does not know that yet.',
      },
      Stalled: {
        DefinitionMissing: 'The definition is not there, or not the one that the spec names; what runs stays.',
        CredentialsMissing: 'A Secret or a key of one is not there; what runs stays.',
        RegistrationRefused: 'It serves, and the gateway does not take it; the message has the gateway’s answer.',
      },
      Degraded: {
        GatewayUnreachable: 'The gateway, which knows it, does not answer.',
        ToolsNotGranted: 'Its definition has tools that the spec does not grant; it works without them.',
        MetricsMissing: 'The autoscaler cannot read how many runs stream, so replicas do not follow them.',
      },
      DefinitionFound: {
        Found: 'The ConfigMap holds the definition that the spec names.',
        Missing: 'The ConfigMap or its key is not there.',
        Invalid: 'It is no definition, or another one than the spec names; the message says what differs.',
      },
      CredentialsFound: {
        Found: 'Every Secret that its pods refer to is there.',
        Missing: 'A Secret or a key is not there; the message names it, never its value.',
      },
      Registered: {
        Registered: 'The gateway knows it.',
        Pending: 'The gateway has not been told of this generation yet.',
        Refused: 'The gateway does not take it; the message has its answer.',
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

export type AgentStatus = StatusFieldsOf<typeof agent>;
export type Agent = ObjectOf<typeof agent>;
