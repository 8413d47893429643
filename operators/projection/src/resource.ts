import {
  choice,
  defineCustomResource,
  integer,
  list,
  object,
  optional,
  type SpecOf,
  type StatusFieldsOf,
  string,
  time,
  withDefault,
} from '@ameide/operator-kit/schema';
import {
  ameideKind,
  databaseFields,
  databaseRules,
  EXAMPLE_DIGEST,
  nameRule,
  resourceClass,
  scaleSubresource,
  scaling,
  schedule,
  sqlIdentifier,
  workload,
  workloadColumns,
  workloadConditions,
  workloadStatus,
} from '@ameide/primitives/fields';

const consumer = withDefault(
  object('What follows the events and fills the tables.', {
    replicas: withDefault(integer('How many.', { minimum: 0, maximum: 50 }), 1),
    resources: resourceClass,
    command: optional(
      list('Its command, in the image.', string('A word of it.', { maxLength: 1024 }), { minItems: 1, maxItems: 16 }),
    ),
  }),
  {},
);

const source = object('Events of one bounded context.', {
  context: string('The context: `ameide.<context>.events` is read.', {
    minLength: 1,
    maxLength: 40,
    pattern: '^[a-z]([-a-z0-9]*[a-z0-9])?$',
  }),
  from: withDefault(choice('Where a first build begins.', ['beginning', 'now']), 'beginning'),
});

const view = object('A materialised view.', {
  name: sqlIdentifier('Its name.'),
  refresh: schedule('When it is refreshed.'),
});

const freshness = withDefault(
  object('How old what it answers may be.', {
    maxLagSeconds: withDefault(integer('Behind the events; more is Degraded.', { minimum: 1, maximum: 86_400 }), 30),
  }),
  {},
);

export const projection = defineCustomResource({
  ...ameideKind,
  kind: 'Projection',
  plural: 'projections',
  shortNames: ['prj'],
  scope: 'Namespaced',
  description:
    'A read model: consumers that follow events into tables, and a service that answers queries over them. It can be dropped and built again at any time: the annotation `ameide.io/rebuild` with a new value does so.',
  spec: object('What should run.', {
    ...workload,
    port: withDefault(integer('Where its queries are answered.', { minimum: 1024, maximum: 65_535 }), 8080),
    scaling,
    consumer,
    sources: list('The events that it is made from.', source, { minItems: 1, maxItems: 16, unique: ['context'] }),
    storage: object(
      'Where its tables are.',
      {
        ...databaseFields,
        views: optional(list('Views beside the tables.', view, { maxItems: 16, unique: ['name'] })),
      },
      databaseRules,
    ),
    freshness,
  }),
  status: {
    ...workloadStatus,
    lagSeconds: optional(integer('How far it is behind the events.', { minimum: 0, maximum: 2_147_483_647 })),
    rebuild: optional(string('The value of `ameide.io/rebuild` that was carried out last.', { maxLength: 256 })),
    rebuiltAt: optional(time('When that was.')),
  },
  conditions: {
    ...workloadConditions,
    DatabaseReady: {
      Applied: 'Database and roles are as the spec says.',
      Pending: 'CloudNativePG has not applied them yet.',
      Failed: 'CloudNativePG cannot apply them; the message has its answer.',
      ApiMissing: 'CloudNativePG is not installed.',
    },
    Fresh: {
      WithinLimit: 'It is as fresh as the spec asks.',
      Lagging: 'It is further behind than the spec allows.',
      Unknown: 'Its status endpoint does not answer.',
    },
    Rebuilt: {
      UpToDate: 'No rebuild was asked for that is not done.',
      Rebuilding: 'It is being built again; until then it answers from the old tables.',
      Failed: 'It could not be built again; the message names the Job.',
    },
  },
  columns: [
    ...workloadColumns,
    { name: 'Lag', type: 'integer', path: '.status.lagSeconds' },
    { name: 'Rebuilt', type: 'date', path: '.status.rebuiltAt', wide: true },
  ],
  scale: scaleSubresource,
  rules: [nameRule],
  example: {
    metadata: { name: 'order-book', namespace: 'ameide-dev' },
    spec: {
      image: `registry.example.com/ameide/order-book@${EXAMPLE_DIGEST}`,
      sources: [{ context: 'orders' }],
      storage: { cluster: 'postgres', views: [{ name: 'daily_totals', refresh: '5 * * * *' }] },
    },
  },
});

export type ProjectionSpec = SpecOf<typeof projection>;
export type ProjectionStatus = StatusFieldsOf<typeof projection>;
