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
    'The number of replicas, and how it changes.',
    {
      replicas: withDefault(
        integer('The number of replicas; with autoscaling, the minimum.', { minimum: 0, maximum: LARGEST }),
        2,
      ),
      autoscaling: optional(
        object('Scales the replicas by their use of CPU.', {
          maxReplicas: integer('The maximum number of replicas.', { minimum: 1, maximum: LARGEST }),
          targetCpuPercent: withDefault(
            integer('The average use of CPU to aim at, in percent of what the replicas request.', {
              minimum: 10,
              maximum: 100,
            }),
            70,
          ),
        }),
      ),
      maxUnavailable: withDefault(
        intOrPercent(
          'How many replicas may be unavailable while nodes are drained: a number, or a share such as `25%`.',
        ),
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
  choice('The size of one replica: its CPU and memory.', ['tiny', 'small', 'medium', 'large', 'huge']),
  'small',
);

export type ResourceClass = ReadOf<typeof resourceClass>;
