import {
  choice,
  integer,
  list,
  type ObjectOf,
  object,
  optional,
  type StatusFieldsOf,
  string,
  time,
  withDefault,
} from '@ameide/operator-kit/schema';
import {
  DATABASE_VARIABLES,
  databaseConditions,
  databaseFields,
  databaseRules,
  defineWorkload,
  EXAMPLE_DIGEST,
  listeningPort,
  resourceClass,
  scaling,
  schedule,
  sqlIdentifier,
} from '@ameide/primitives/fields';

const consumer = withDefault(
  object('The consumers, which read events and fill the tables.', {
    replicas: withDefault(integer('The number of consumers.', { minimum: 0, maximum: 50 }), 1),
    resources: resourceClass,
    command: optional(
      list(
        'The command of consumers, rebuilds and refreshes, in the image; that of the image if left out.',
        string('A word of the command.', { maxLength: 1024 }),
        { minItems: 1, maxItems: 16 },
      ),
    ),
  }),
  {},
);

const source = object('Events of one bounded context.', {
  context: string('The bounded context; the topic `ameide.<context>.events` is read.', {
    minLength: 1,
    maxLength: 40,
    pattern: '^[a-z]([-a-z0-9]*[a-z0-9])?$',
  }),
  from: withDefault(choice('Where the first build begins to read.', ['beginning', 'now']), 'beginning'),
});

const view = object('A materialised view.', {
  name: sqlIdentifier('The name of the view.'),
  refresh: schedule('When the view is refreshed.'),
  timeoutSeconds: withDefault(
    integer('How long a refresh may take, in seconds.', { minimum: 1, maximum: 86_400 }),
    3600,
  ),
});

const rebuild = withDefault(
  object('The Job that builds the tables, at first and on demand.', {
    timeoutSeconds: withDefault(
      integer('How long a build may take, in seconds.', { minimum: 1, maximum: 2_592_000 }),
      86_400,
    ),
    retries: withDefault(integer('How often a failed build is retried.', { minimum: 0, maximum: 10 }), 2),
  }),
  {},
);

const freshness = withDefault(
  object('How far its answers may be behind the events.', {
    maxLagSeconds: withDefault(
      integer('The largest lag in seconds; with a larger one it is `Degraded`.', { minimum: 1, maximum: 86_400 }),
      30,
    ),
  }),
  {},
);

export const projection = defineWorkload({
  kind: 'Projection',
  plural: 'projections',
  shortNames: ['prj'],
  description:
    'A read model: consumers that follow events into tables, and a service that answers queries over them. A Job builds the tables before anything is rolled out. They can be dropped and built again at any time: the annotation `ameide.io/rebuild` with a new value does so.',
  spec: {
    port: listeningPort('The port that queries are answered on.', 8080),
    scaling,
    consumer,
    sources: list('The events that it is built from.', source, { minItems: 1, maxItems: 16, unique: ['context'] }),
    storage: object(
      'The database that has its tables.',
      {
        ...databaseFields,
        views: optional(list('Materialised views, refreshed on a schedule.', view, { maxItems: 16, unique: ['name'] })),
      },
      databaseRules,
    ),
    rebuild,
    freshness,
  },
  reserved: [
    {
      names: [...DATABASE_VARIABLES, 'KAFKA_BROKERS', 'PROJECTION_MODE', 'PROJECTION_SOURCES', 'PROJECTION_VIEW'],
    },
  ],
  status: {
    lagSeconds: optional(
      integer('How far it is behind the events, in seconds; 0 is less than one, more is rounded up in coarse steps.', {
        minimum: 0,
        maximum: 2_147_483_647,
      }),
    ),
    rebuild: optional(string('The value of `ameide.io/rebuild` that was carried out last.', { maxLength: 256 })),
    rebuiltAt: optional(time('When the tables were last built.')),
  },
  conditions: [
    databaseConditions,
    {
      Stalled: {
        RebuildFailed: 'Its tables could not be built and the roll-out is stopped; the message names the Job.',
      },
      Degraded: {
        RebuildFailed: 'It could not be built again and answers from the old tables; the message names the Job.',
        RefreshFailed: 'A view could not be refreshed; the message names it.',
        Lagging: 'It is further behind than the spec allows.',
      },
      Fresh: {
        WithinLimit: 'It is as fresh as the spec asks.',
        Lagging: 'It is further behind than the spec allows.',
        Unknown: 'How fresh it is cannot be told; the message says why.',
      },
      Rebuilt: {
        UpToDate: 'Every build that was asked for is done.',
        Waiting: 'A build has to wait; the message says for what.',
        Rebuilding: 'It is being built; it answers from the old tables if there are any.',
        Failed: 'It could not be built; the message names the Job.',
      },
      Refreshed: {
        Succeeded: 'The last refresh of every view that was due succeeded.',
        Failed: 'The last refresh of a view failed; the message names it.',
        NotAsked: 'The spec has no views.',
      },
    },
  ],
  columns: [
    { name: 'Lag', type: 'integer', path: '.status.lagSeconds' },
    { name: 'Rebuilt', type: 'date', path: '.status.rebuiltAt', wide: true },
  ],
  example: {
    name: 'order-book',
    spec: {
      image: `registry.example.com/ameide/order-book@${EXAMPLE_DIGEST}`,
      sources: [{ context: 'orders' }],
      storage: { cluster: 'postgres', views: [{ name: 'daily_totals', refresh: '5 * * * *' }] },
    },
  },
});

export type ProjectionStatus = StatusFieldsOf<typeof projection>;
export type Projection = ObjectOf<typeof projection>;
