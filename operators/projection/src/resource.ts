import * as s from '@ameide/operator-kit/schema';
import {
  command,
  DATABASE_VARIABLES,
  databaseConditions,
  databaseFields,
  databaseRules,
  defineWorkload,
  EXAMPLE_DIGEST,
  listeningPort,
  resourceClass,
  retries,
  scaling,
  schedule,
  shortName,
  sqlIdentifier,
  timeoutSeconds,
} from '@ameide/primitives/fields';

const consumer = s.withDefault(
  s.object('The consumers, which read events and fill the tables.', {
    replicas: s.withDefault(s.integer('The number of consumers.', { minimum: 0, maximum: 50 }), 1),
    resources: resourceClass,
    command: s.optional(
      command('The command of consumers, rebuilds and refreshes, in the image; that of the image if left out.'),
    ),
  }),
  {},
);

const source = s.object('Events of one bounded context.', {
  context: shortName('The bounded context; the topic `ameide.<context>.events` is read.', 40),
  from: s.withDefault(s.choice('Where the first build begins to read.', ['beginning', 'now']), 'beginning'),
});

const view = s.object('A materialised view.', {
  name: sqlIdentifier('The name of the view.'),
  refresh: schedule('When the view is refreshed.'),
  timeoutSeconds: timeoutSeconds('How long a refresh may take', 3600),
});

const rebuild = s.withDefault(
  s.object('The Job that builds the tables, at first and on demand.', {
    timeoutSeconds: timeoutSeconds('How long a build may take', 86_400, 2_592_000),
    retries: retries('How often a failed build is retried.', 2),
  }),
  {},
);

const freshness = s.withDefault(
  s.object('How far its answers may be behind the events.', {
    maxLagSeconds: s.withDefault(
      s.integer('The largest lag in seconds; with a larger one it is `Degraded`.', { minimum: 1, maximum: 86_400 }),
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
    sources: s.list('The events that it is built from.', source, { minItems: 1, maxItems: 16, unique: ['context'] }),
    storage: s.object(
      'The database that has its tables.',
      {
        ...databaseFields,
        views: s.optional(
          s.list('Materialised views, refreshed on a schedule.', view, { maxItems: 16, unique: ['name'] }),
        ),
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
    lagSeconds: s.optional(
      s.integer(
        'How far it is behind the events, in seconds; 0 is less than one, more is rounded up in coarse steps.',
        {
          minimum: 0,
          maximum: 2_147_483_647,
        },
      ),
    ),
    rebuild: s.optional(s.string('The value of `ameide.io/rebuild` that was carried out last.', { maxLength: 256 })),
    rebuiltAt: s.optional(s.time('When the tables were last built.')),
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

export type ProjectionStatus = s.StatusFieldsOf<typeof projection>;
export type Projection = s.ObjectOf<typeof projection>;
