import * as s from '@ameide/operator-kit/schema';
import {
  command,
  defineWorkload,
  definition,
  EXAMPLE_DIGEST,
  scaling,
  schedule,
  shortName,
} from '@ameide/primitives/fields';

interface Place {
  readonly namespace: string;
  readonly taskQueue?: string;
}

/** A workflow is bound to its namespace and queue for as long as it runs: under others it would lose its workers. */
const another = (name: string) => (name === 'another' ? 'other' : 'another');

const sameQueue: s.Rule<Place> = {
  cel: 'has(self.taskQueue) == has(oldSelf.taskQueue)',
  message: 'a task queue that workflows are in stays theirs; make another Process for another queue',
  holds: (self, old) => (self.taskQueue === undefined) === (old.taskQueue === undefined),
  broken: ({ taskQueue, ...self }) => (taskQueue === undefined ? { ...self, taskQueue: 'another' } : self),
};

const temporal = s.object(
  'Where its workflows run.',
  {
    namespace: s.immutable(
      s.string(
        'The namespace in Temporal, which must exist. Custom code has the one named as its Kubernetes namespace.',
        {
          minLength: 2,
          maxLength: 128,
          pattern: '^[A-Za-z0-9]([-._A-Za-z0-9]*[A-Za-z0-9])?$',
        },
      ),
      another,
    ),
    taskQueue: s.optional(
      s.immutable(
        s.string('The task queue that its workers poll; the name of the object if left out.', {
          minLength: 1,
          maxLength: 128,
        }),
        another,
      ),
    ),
  },
  [sameQueue],
);

const drain = s.withDefault(
  s.object('When workers of an older version are removed: once no workflow needs them.', {
    timeoutSeconds: s.withDefault(
      s.integer(
        'How long they may stay, in seconds; then they are removed even if workflows need them. 0 is as long as it takes.',
        {
          minimum: 0,
          maximum: 31_536_000,
        },
      ),
      0,
    ),
    keepVersions: s.withDefault(
      s.integer(
        'How many versions may drain at the same time; a further one is not rolled out until one has drained.',
        {
          minimum: 1,
          maximum: 20,
        },
      ),
      5,
    ),
  }),
  {},
);

const compensation = s.object('A compensation: a command that repairs what was left half done.', {
  name: shortName('The name of the compensation.'),
  schedule: schedule('When it runs.'),
  command: command('The command in the image.'),
});

export const processKind = defineWorkload({
  kind: 'Process',
  plural: 'processes',
  shortNames: ['proc'],
  description: 'A process definition that is executed: Temporal workers for the code that was compiled from it.',
  spec: {
    scaling,
    definition: definition('The process definition that the code was compiled from.'),
    temporal,
    drain,
    compensations: s.optional(
      s.list('Compensations that run on a schedule.', compensation, { maxItems: 16, unique: ['name'] }),
    ),
  },
  reserved: [
    {
      names: [
        'TEMPORAL_ADDRESS',
        'TEMPORAL_DEPLOYMENT_NAME',
        'TEMPORAL_NAMESPACE',
        'TEMPORAL_TASK_QUEUE',
        'TEMPORAL_TLS',
        'TEMPORAL_WORKER_BUILD_ID',
      ],
    },
  ],
  status: {
    currentVersion: s.optional(s.string('The version that new workflows begin on.', { maxLength: 63 })),
    drainingVersions: s.optional(
      s.list('Older versions that workflows still need.', s.string('A version.', { maxLength: 63 }), {
        maxItems: 20,
        unique: 'set',
      }),
    ),
  },
  conditions: [
    {
      Stalled: {
        DefinitionMissing: 'A new version cannot be rolled out without its definition; the workers stay as they are.',
        DefinitionDiffers:
          'A new version is not rolled out with a definition of another version; the workers stay as they are.',
        NamespaceMissing: 'The namespace in Temporal does not exist.',
        TemporalRefused: 'Temporal refuses the operator; the message has its answer.',
        TooManyVersions: 'As many older versions are draining as are allowed; the new one waits.',
      },
      Degraded: {
        TemporalUnreachable: 'Temporal does not answer the operator; nothing is changed until it does.',
        WorkflowsStranded: 'Workflows need an older version that has no workers any more.',
      },
      DefinitionFound: {
        Found: 'The ConfigMap holds the definition in this version.',
        Missing: 'The ConfigMap or its key is not there.',
        VersionDiffers: 'The ConfigMap says that it holds another version, or does not say which.',
        TextDiffers:
          'The ConfigMap holds another text than was rolled out under the same version; workers keep theirs.',
      },
      TemporalReady: {
        NamespaceFound: 'The namespace in Temporal exists.',
        NamespaceMissing: 'The namespace in Temporal does not exist.',
        Refused: 'Temporal refuses the operator; the message has its answer.',
        Unreachable: 'Temporal does not answer.',
      },
      VersionCurrent: {
        Current: 'New workflows begin on the version of the spec.',
        RollingOut: 'Its workers are not all ready yet; new workflows begin on the version before.',
        NotPolling: 'Its workers run, and do not poll Temporal with this version.',
        Refused: 'Temporal does not make it the current one; the message has its answer.',
        Paused: 'It is not made the current one while `paused` is set.',
        Unknown: 'Temporal cannot be asked.',
      },
      Drained: {
        Drained: 'No workflow needs an older version.',
        Draining: 'Workflows still need an older version.',
        TimedOut: 'An older version has no workers any more although workflows still need it.',
        Unknown: 'Temporal cannot be asked.',
      },
    },
  ],
  columns: [
    { name: 'Definition', type: 'string', path: '.spec.definition.id' },
    { name: 'Version', type: 'string', path: '.status.currentVersion' },
    { name: 'Temporal', type: 'string', path: '.spec.temporal.namespace', wide: true },
  ],
  example: {
    name: 'order-to-cash',
    spec: {
      image: `registry.example.com/ameide/order-to-cash@${EXAMPLE_DIGEST}`,
      definition: { id: 'order-to-cash', version: '12', configMap: { name: 'order-to-cash', key: 'process.bpmn' } },
      temporal: { namespace: 'sales' },
      compensations: [{ name: 'refunds', schedule: '30 2 * * *', command: ['node', 'src/refunds.ts'] }],
      uses: [{ kind: 'Domain', name: 'orders' }],
    },
  },
});

export type ProcessStatus = s.StatusFieldsOf<typeof processKind>;
export type Process = s.ObjectOf<typeof processKind>;
