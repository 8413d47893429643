import {
  defineCustomResource,
  integer,
  list,
  object,
  optional,
  type SpecOf,
  type StatusFieldsOf,
  string,
  withDefault,
} from '@ameide/operator-kit/schema';
import {
  ameideKind,
  definition,
  EXAMPLE_DIGEST,
  nameRule,
  scaleSubresource,
  scaling,
  schedule,
  workload,
  workloadColumns,
  workloadConditions,
  workloadStatus,
} from '@ameide/primitives/fields';

const word = string('A word of it.', { maxLength: 1024 });

const temporal = object('Where its workflows run.', {
  namespace: string('The namespace in Temporal, which must exist.', {
    minLength: 2,
    maxLength: 128,
    pattern: '^[A-Za-z0-9]([-._A-Za-z0-9]*[A-Za-z0-9])?$',
  }),
  taskQueue: optional(
    string('The queue that its workers poll; the name of the object if left out.', { minLength: 1, maxLength: 128 }),
  ),
});

const drain = withDefault(
  object('How workers of an older version go: only when no workflow needs them.', {
    timeoutSeconds: withDefault(
      integer('How long they may stay; then they go whatever still needs them. 0 for as long as it takes.', {
        minimum: 0,
        maximum: 31_536_000,
      }),
      0,
    ),
    keepVersions: withDefault(integer('How many versions may be draining at once.', { minimum: 1, maximum: 20 }), 5),
  }),
  {},
);

const compensation = object('Something that puts right what was left half done.', {
  name: string('Its name.', { minLength: 1, maxLength: 10, pattern: '^[a-z]([-a-z0-9]*[a-z0-9])?$' }),
  schedule: schedule('When it runs.'),
  command: list('The command, in the image.', word, { minItems: 1, maxItems: 16 }),
});

export const processKind = defineCustomResource({
  ...ameideKind,
  kind: 'Process',
  plural: 'processes',
  shortNames: ['proc'],
  scope: 'Namespaced',
  description: 'A process definition that is executed: Temporal workers for the code that was compiled from it.',
  spec: object('What should run.', {
    ...workload,
    scaling,
    definition: definition('The process definition that the code was compiled from.'),
    temporal,
    drain,
    compensations: optional(list('Commands that run on a schedule.', compensation, { maxItems: 16, unique: ['name'] })),
  }),
  status: {
    ...workloadStatus,
    currentVersion: optional(string('The version that new workflows begin on.', { maxLength: 63 })),
    drainingVersions: optional(
      list('Older versions that workflows still need.', string('A version.', { maxLength: 63 }), {
        maxItems: 20,
        unique: 'set',
      }),
    ),
  },
  conditions: {
    ...workloadConditions,
    DefinitionFound: {
      Found: 'The ConfigMap holds the definition in this version.',
      Missing: 'The ConfigMap or its key is not there.',
      VersionDiffers: 'The ConfigMap holds another version.',
    },
    TemporalReady: {
      NamespaceFound: 'The namespace in Temporal exists.',
      NamespaceMissing: 'The namespace in Temporal does not exist.',
      Unreachable: 'Temporal does not answer.',
    },
    Drained: {
      Drained: 'No older version is left.',
      Draining: 'Workflows still need an older version.',
      TimedOut: 'An older version was removed although workflows still needed it.',
    },
  },
  columns: [
    ...workloadColumns,
    { name: 'Definition', type: 'string', path: '.spec.definition.id' },
    { name: 'Version', type: 'string', path: '.status.currentVersion' },
    { name: 'Temporal', type: 'string', path: '.spec.temporal.namespace', wide: true },
  ],
  scale: scaleSubresource,
  rules: [nameRule],
  example: {
    metadata: { name: 'order-to-cash', namespace: 'ameide-dev' },
    spec: {
      image: `registry.example.com/ameide/order-to-cash@${EXAMPLE_DIGEST}`,
      definition: { id: 'order-to-cash', version: '12', configMap: { name: 'order-to-cash', key: 'process.bpmn' } },
      temporal: { namespace: 'sales' },
      compensations: [{ name: 'refunds', schedule: '30 2 * * *', command: ['node', 'src/refunds.ts'] }],
      uses: [{ kind: 'Domain', name: 'orders' }],
    },
  },
});

export type ProcessSpec = SpecOf<typeof processKind>;
export type ProcessStatus = StatusFieldsOf<typeof processKind>;
