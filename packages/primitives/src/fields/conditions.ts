import { kitConditions } from '@ameide/operator-kit';

/** The conditions of everything that runs an image: the operator kit's, and what a workload adds. */
export const workloadConditions = {
  ...kitConditions,
  Ready: {
    ...kitConditions.Ready,
    ReplicasMissing: 'Fewer replicas serve than there should be.',
  },
  Stalled: {
    ...kitConditions.Stalled,
    PlacementRefused: 'It may not run in this namespace; the message says where it may.',
    ImageRefused: 'The image is not from a registry that is allowed.',
    RolloutFailed: 'Replicas of this generation do not start; those of the one before still serve.',
    RolloutPaused: '`paused` is set, and what runs is not what the spec says.',
  },
  Degraded: {
    ...kitConditions.Degraded,
    ReplicasMissing: 'It serves with fewer replicas than it should have.',
  },
  RolloutPaused: {
    PausedBySpec: '`paused` is set.',
    NotPaused: 'Changes are rolled out.',
  },
} as const;

/** What a database adds to them. */
export const databaseConditions = {
  Stalled: {
    DatabaseFailed: 'CloudNativePG cannot make the database or its roles; the message has its answer.',
    DatabaseApiMissing: 'The spec has a database, and CloudNativePG is not installed.',
  },
  DatabaseReady: {
    Applied: 'Database and roles are as the spec says.',
    Pending: 'CloudNativePG has not applied them yet.',
    Failed: 'CloudNativePG cannot apply them; the message has its answer.',
    ApiMissing: 'CloudNativePG is not installed.',
  },
} as const;

/** What a route through the Gateway adds to them. */
export const routeConditions = {
  Stalled: {
    GatewayApiMissing: 'The Gateway API is not installed: it runs, and nobody can reach it.',
    RouteRefused: 'The Gateway does not serve the route; the message has its answer.',
  },
  RouteAccepted: {
    Accepted: 'The Gateway serves the route.',
    Pending: 'The Gateway has not said anything about this generation of the route yet.',
    Refused: 'The Gateway does not serve the route; the message has its answer.',
    ApiMissing: 'The Gateway API is not installed.',
  },
} as const;
