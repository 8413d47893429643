import {
  choice,
  integer,
  intOrPercent,
  object,
  optional,
  type ReadOf,
  type Rule,
  withDefault,
} from '@ameide/operator-kit/schema';

interface Range {
  readonly replicas: number;
  readonly autoscaling?: { readonly maxReplicas: number };
}

const LARGEST = 100;

const rangeRule: Rule<Range> = {
  cel: '!has(self.autoscaling) || (self.replicas >= 1 && self.replicas <= self.autoscaling.maxReplicas)',
  message: 'with autoscaling, replicas must be at least 1 and at most maxReplicas',
  holds: ({ replicas, autoscaling }) =>
    autoscaling === undefined || (replicas >= 1 && replicas <= autoscaling.maxReplicas),
  broken: (self) => ({ ...self, replicas: 2, autoscaling: { maxReplicas: 1 } }),
};

/** How many replicas there are, and how many may be away. */
export const scaling = withDefault(
  object(
    'How many replicas there are.',
    {
      replicas: withDefault(integer('How many; with autoscaling, at least.', { minimum: 0, maximum: LARGEST }), 2),
      autoscaling: optional(
        object('Replicas follow the load.', {
          maxReplicas: integer('At most.', { minimum: 1, maximum: LARGEST }),
          targetCpuPercent: withDefault(
            integer('Share of the requested CPU that replicas use on average.', { minimum: 10, maximum: 100 }),
            70,
          ),
        }),
      ),
      maxUnavailable: withDefault(
        intOrPercent('How many may be away when nodes are drained: a number, or a share such as `25%`.'),
        1,
      ),
    },
    [rangeRule],
  ),
  {},
);

/** What an operator reads of it. */
export type Scaling = ReadOf<typeof scaling>;

/** CPU and memory of one replica by a name, so that nobody tunes quantities one by one. */
export const resourceClass = withDefault(
  choice('CPU and memory of one replica.', ['tiny', 'small', 'medium', 'large', 'huge']),
  'small',
);

export type ResourceClass = ReadOf<typeof resourceClass>;
